import { compareText } from '../core/order.ts'
import type { Catalog } from './catalog.ts'
import { grantDefaults, type DefaultGrant } from './default-grants.ts'
import type { DraftObject, DraftOf, NewObject } from './draft.ts'
import { NameTable } from './name-table.ts'
import type { CatalogObject, Grant, ObjectKind, Use } from './object.ts'
import type { SchemaNames } from './schema-names.ts'
import { otherKey } from './schema-names.ts'
import { StatementStore, type StoredStatement } from './statement-store.ts'
import type { ObjectId, SourceFile } from './statement.ts'

/** Temporary objects live here until their session (their file) ends. */
export const temporarySchema = 'pg_temp'

/** Shared by all objects that use nothing, which are most; `addUse` puts a list of its own in its place. */
const noUses: DraftObject['uses'] = []

const defaultSearchPath: readonly string[] = ['public']

function namesSchema(name: string): boolean {
  return name !== '$user' && name !== ''
}

/**
 * The catalog while statements are applied to it: the only mutable thing. Names are resolved against the search_path in
 * force when they are asked for; ids stay, whatever is renamed later.
 */
export class CatalogBuilder {
  readonly files: SourceFile[] = []
  readonly statements = new StatementStore()
  readonly objects: DraftObject[] = []
  readonly names = new NameTable()
  grants: Grant[] = []
  defaultGrants: DefaultGrant[] = []
  readonly roles = new Set<string>()
  readonly createdRoles = new Set<string>()
  /** Inherited CHECKs that the table defines itself too: they outlive the parent's. */
  readonly ownChecks = new Set<ObjectId>()
  /** The clause of its object that a use stands in, where clauses come and go alone. */
  readonly clauses = new Map<Use, string>()
  /** By routine: names that REFERENCING gives to the rows of triggers that run it. */
  readonly transitionTables = new Map<ObjectId, Set<string>>()
  /** By index: the columns that its expressions and its predicate read, and those it includes. */
  readonly readColumns = new Map<ObjectId, readonly string[]>()
  #defaultSearchPath: readonly string[] = defaultSearchPath
  #searchPath: readonly string[] = defaultSearchPath
  #statedSearchPath: readonly string[] = defaultSearchPath
  #pathAfterTransaction: readonly string[] | undefined
  /** By relation (or domain): its constraints, indexes, triggers, policies, rules, owned sequences. */
  readonly #parts: (ObjectId[] | undefined)[] = []
  /** By relation: partitions and inheriting relations. */
  readonly #children: (ObjectId[] | undefined)[] = []
  /** By object: what uses it, foreign keys that reference it among them. */
  readonly #dependents: (ObjectId[] | undefined)[] = []
  /** By constraint or index: what was cloned from it, or merged into it. */
  readonly #clones: (ObjectId[] | undefined)[] = []
  readonly #later: { readonly searchPath: readonly string[]; readonly run: () => void }[] = []

  /** A new text begins: its own session, with the default search_path. Returns its index. */
  addFile(file: SourceFile): number {
    this.endSession()
    return this.files.push(file) - 1
  }

  /** Offsets are bytes of the file: where its comments, its first token and the next statement begin. */
  addStatement(file: number, start: number, textStart: number, end: number): StoredStatement {
    const statement = this.statements.add(file, start, textStart, end)
    if (this.#searchPath !== this.#statedSearchPath) {
      this.statements.setSearchPath(statement.id, [...this.#searchPath])
      this.#statedSearchPath = this.#searchPath
    }
    return statement
  }

  /** The schemas in which names are looked up, in order; never empty of meaning: `pg_catalog` comes first by itself. */
  get searchPath(): readonly string[] {
    return this.#searchPath
  }

  /**
   * SET search_path; undefined: back to the default. `$user` and '' name no schema here. SET LOCAL holds until
   * `endTransaction`.
   */
  setSearchPath(schemas: readonly string[] | undefined, local = false): void {
    if (local) this.#pathAfterTransaction ??= this.#searchPath
    else this.#pathAfterTransaction = undefined
    this.#searchPath = schemas === undefined ? this.#defaultSearchPath : schemas.filter(namesSchema)
  }

  /** What new sessions begin with: ALTER DATABASE … SET search_path. */
  setDefaultSearchPath(schemas: readonly string[]): void {
    this.#defaultSearchPath = schemas.filter(namesSchema)
  }

  get defaultSearchPath(): readonly string[] {
    return this.#defaultSearchPath
  }

  /** COMMIT, ROLLBACK: what SET LOCAL said is over. */
  endTransaction(): void {
    if (this.#pathAfterTransaction === undefined) return
    this.#searchPath = this.#pathAfterTransaction
    this.#pathAfterTransaction = undefined
  }

  /** Does something under another search_path: elements of CREATE SCHEMA, routine bodies. */
  withSearchPath<T>(schemas: readonly string[], run: () => T): T {
    const before = this.#searchPath
    this.#searchPath = schemas
    try {
      return run()
    } finally {
      this.#searchPath = before
    }
  }

  /** Resolved after the last statement, under the search_path of now: what PostgreSQL looks up at run time. */
  atEnd(run: () => void): void {
    this.#later.push({ searchPath: this.#searchPath, run })
  }

  /** Where an unqualified name is created: the first schema of the search_path that is there. */
  creationSchema(): string {
    for (const schema of this.#searchPath) if (schema === 'public' || this.names.schemaIds.has(schema)) return schema
    return this.#searchPath.find((schema) => schema !== 'pg_catalog') ?? 'public'
  }

  /** The schema's object; one that the source never creates is taken up where it is first spoken of. */
  ensureSchema(name: string, statement: number, at: number): ObjectId {
    const known = this.names.schemaIds.get(name)
    if (known !== undefined) return known
    return this.create<'schema'>({ kind: 'schema', schema: '', name, at }, statement).id
  }

  /** Takes the object over: the one passed in becomes the catalog's. */
  create<K extends ObjectKind>(object: NewObject<K> & { kind: K }, statement: number): DraftOf<K> {
    const made = object as unknown as DraftObject
    if (made.schema !== '') this.ensureSchema(made.schema, statement, made.at)
    made.id = this.objects.length
    made.statement = statement
    made.dropped = false
    made.uses = noUses
    this.objects.push(made)
    this.#parts.push(undefined)
    this.#children.push(undefined)
    this.#dependents.push(undefined)
    this.#clones.push(undefined)
    this.names.add(made)
    if (made.of !== undefined) this.addPart(made.of, made.id)
    grantDefaults(this.defaultGrants, this.grants, made)
    if ('cloneOf' in made && made.cloneOf !== undefined) this.addClone(made.cloneOf, made.id)
    return made as DraftOf<K>
  }

  addPart(of: ObjectId, part: ObjectId): void {
    append(this.#parts, of, part)
  }

  removePart(of: ObjectId, part: ObjectId): void {
    const rest = this.#parts[of]?.filter((id) => id !== part)
    this.#parts[of] = rest
  }

  addUse(by: ObjectId, use: Use): void {
    const object = this.objects[by]!
    if (object.uses === noUses) object.uses = [use]
    else object.uses.push(use)
    this.addDependent(use.to, by)
  }

  /** What an object no longer needs; the statements that said so stay on record. */
  retireUses(object: DraftObject, isOver: (use: Use) => boolean = () => true): void {
    const over = object.uses.filter(isOver)
    if (over.length === 0) return
    object.uses = object.uses.filter((use) => !isOver(use))
    object.pastUses = [...(object.pastUses ?? []), ...over]
  }

  addDependent(on: ObjectId, by: ObjectId): void {
    const known = this.#dependents[on]
    if (known === undefined) this.#dependents[on] = [by]
    else if (known[known.length - 1] !== by) known.push(by)
  }

  addChild(parent: ObjectId, child: ObjectId): void {
    append(this.#children, parent, child)
  }

  removeChild(parent: ObjectId, child: ObjectId): void {
    this.#children[parent] = this.#children[parent]?.filter((id) => id !== child)
  }

  addClone(of: ObjectId, clone: ObjectId): void {
    append(this.#clones, of, clone)
  }

  /** Live clones of a constraint or index; not those that have left it since. */
  clonesOf(id: ObjectId): DraftObject[] {
    return this.#live(this.#clones[id]).filter((object) => 'cloneOf' in object && object.cloneOf === id)
  }

  /** Live parts, in order of creation. */
  partsOf(id: ObjectId): DraftObject[] {
    return this.#live(this.#parts[id])
  }

  /** Live partitions and inheriting relations, in the order in which they came. */
  childrenOf(id: ObjectId): DraftOf<'relation'>[] {
    return this.#live(this.#children[id]) as DraftOf<'relation'>[]
  }

  /** Live objects that use this one. */
  dependentsOf(id: ObjectId): DraftObject[] {
    return this.#live(this.#dependents[id])
  }

  #live(ids: readonly ObjectId[] | undefined): DraftObject[] {
    return ids === undefined ? [] : ids.map((id) => this.objects[id]!).filter((object) => !object.dropped)
  }

  /** The object of this id if it is of this kind. */
  as<K extends ObjectKind>(id: ObjectId | undefined, kind: K): DraftOf<K> | undefined {
    const object = id === undefined ? undefined : this.objects[id]
    return object?.kind === kind ? (object as DraftOf<K>) : undefined
  }

  /** A table, view, sequence, index (or the index of a constraint) by its name parts. */
  resolveRelation(parts: readonly string[]): ObjectId | undefined {
    return this.#resolve(parts, (names, name) => names.relations.get(name))
  }

  /** A type, or the row type of a relation. */
  resolveType(parts: readonly string[]): ObjectId | undefined {
    return this.#resolve(parts, (names, name) => {
      const id = names.types.get(name) ?? names.relations.get(name)
      const kind = id === undefined ? undefined : this.objects[id]!.kind
      return kind === 'type' || kind === 'relation' || kind === 'view' ? id : undefined
    })
  }

  /** Overloads in the first schema that has one that `fits`. */
  resolveRoutines(parts: readonly string[], fits: (routine: DraftOf<'routine'>) => boolean = () => true): ObjectId[] {
    return (
      this.#resolve(parts, (names, name) => {
        const found = names.routines.get(name)?.filter((id) => fits(this.objects[id] as DraftOf<'routine'>))
        return found === undefined || found.length === 0 ? undefined : found
      }) ?? []
    )
  }

  /** The first overload that `fits`. */
  resolveRoutine(parts: readonly string[], fits?: (routine: DraftOf<'routine'>) => boolean): ObjectId | undefined {
    return this.resolveRoutines(parts, fits)[0]
  }

  /** An object of another form that stands in a schema: operator, collation, text search configuration, … */
  resolveOther(form: string, parts: readonly string[]): ObjectId | undefined {
    return this.#resolve(parts, (names, name) => names.others.get(otherKey(form, name)))
  }

  /** What has no schema: extensions and publications by their kind, others by their form. */
  resolveGlobal(form: string, name: string): ObjectId | undefined {
    return this.names.globals.get(otherKey(form, name))
  }

  /** A constraint, trigger, policy, rule … of a relation (or domain) by its name. */
  findPart<K extends ObjectKind>(of: ObjectId, name: string, ...kinds: K[]): DraftOf<K> | undefined {
    for (const part of this.partsOf(of))
      if (part.name === name && (kinds as string[]).includes(part.kind)) return part as unknown as DraftOf<K>
    return undefined
  }

  #resolve<T>(parts: readonly string[], look: (names: SchemaNames, name: string) => T | undefined): T | undefined {
    const name = parts[parts.length - 1]!
    if (parts.length > 1) {
      const names = this.names.schemas.get(parts[parts.length - 2]!)
      return names === undefined ? undefined : look(names, name)
    }
    const temporary = this.names.schemas.get(temporarySchema)
    if (temporary !== undefined) {
      const found = look(temporary, name)
      if (found !== undefined) return found
    }
    for (const schema of this.#searchPath) {
      const names = this.names.schemas.get(schema)
      const found = names === undefined ? undefined : look(names, name)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** The end of a session: temporary objects are gone, the search_path is the default again. */
  endSession(): void {
    this.#searchPath = this.#defaultSearchPath
    this.#pathAfterTransaction = undefined
    this.dropTemporary()
  }

  dropTemporary(): void {
    const temporary = this.names.schemas.get(temporarySchema)
    if (temporary === undefined) return
    this.names.schemas.delete(temporarySchema)
    for (const object of this.objects) if (object.schema === temporarySchema) object.dropped = true
  }

  freeze(): Catalog {
    for (const { searchPath, run } of this.#later) this.withSearchPath(searchPath, run)
    this.#later.length = 0
    this.endSession()
    for (const [id, reads] of this.readColumns) {
      const object = this.objects[id]!
      if (object.kind === 'index' || object.kind === 'constraint') object.reads = [...reads]
    }
    return {
      files: this.files,
      statements: this.statements.all,
      objects: this.objects as readonly CatalogObject[],
      grants: this.grants.filter((grant) => !this.objects[grant.object]?.dropped),
      roles: [...this.roles].sort(compareText),
      createdRoles: [...this.createdRoles].sort(compareText),
    }
  }
}

function append(lists: (ObjectId[] | undefined)[], id: ObjectId, item: ObjectId): void {
  const known = lists[id]
  if (known === undefined) lists[id] = [item]
  else known.push(item)
}
