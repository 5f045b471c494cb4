import { plainName } from '../../core/identifier.ts'
import { typeName } from '../../print/typescript.ts'
import type { Creation, CreationMember, CreationPartner } from './creation.ts'

type Unnamed<Member extends CreationMember> = Omit<Member, 'word' | 'type'>

/** Gives rows their words, within a creation, and their types, within all of them: every service is to have the same. */
export function nameMembers(
  creations: readonly {
    readonly member: Unnamed<CreationMember>
    readonly partners: readonly Unnamed<CreationPartner>[]
  }[],
): Creation[] {
  const types = new Map<string, string>()
  const takenTypes = new Set<string>()
  const typeOf = ({ home, relation }: Unnamed<CreationMember>): string => {
    const identity = JSON.stringify([home.service, plainName(relation)])
    const known = types.get(identity)
    if (known !== undefined) return known
    const type = take(takenTypes, typeName(relation.name, '').text)
    types.set(identity, type)
    return type
  }
  return creations.map(({ member, partners }) => {
    const taken = new Set<string>()
    const own = { ...member, type: typeOf(member), word: take(taken, wordOf(member.relation.name)) }
    return {
      member: own,
      partners: partners.map((partner) => {
        const { name } = partner.relation
        const isAlone = partners.filter(({ relation }) => relation.name === name).length === 1
        // Two of one relation are told apart by what names them.
        const wanted = isAlone ? name : `${partner.references.map(({ from }) => from).join(' ')} ${name}`
        return { ...partner, type: typeOf(partner), word: take(taken, wordOf(wanted)) }
      }),
    }
  })
}

/** An identifier. */
function wordOf(name: string): string {
  const { text } = typeName(name, '')
  return `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`
}

function take(taken: Set<string>, wanted: string): string {
  const plain = wanted === '' ? '_' : wanted
  let found = plain
  for (let at = 2; taken.has(found); at++) found = `${plain}${at}`
  taken.add(found)
  return found
}
