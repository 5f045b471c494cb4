import type { DraftObject } from '../../catalog/draft.ts'
import type { AlterTableCmd } from '../parse-tree.ts'
import { setOwner } from '../set-owner.ts'
import type { StatementContext } from '../statement-kind.ts'

/** Sub-commands that any relation takes, tables or not. False: it is none of them. */
export function alterOthers(context: StatementContext, object: DraftObject, command: AlterTableCmd): boolean {
  switch (command.subtype) {
    case 'AT_ChangeOwner':
      setOwner(context, object.id, command.newowner)
      return true
    case 'AT_SetLogged':
    case 'AT_SetUnLogged':
      context.effect(object.id, 'alter')
      if (object.kind === 'relation') object.persistence = command.subtype === 'AT_SetLogged' ? 'permanent' : 'unlogged'
      return true
    case 'AT_EnableRowSecurity':
    case 'AT_DisableRowSecurity':
      context.effect(object.id, 'alter')
      if (object.kind !== 'relation') return true
      if (command.subtype === 'AT_EnableRowSecurity') object.rowSecurity = true
      else delete object.rowSecurity
      return true
    // Of one trigger or rule: goes where that goes, and with it.
    case 'AT_EnableTrig':
    case 'AT_EnableAlwaysTrig':
    case 'AT_EnableReplicaTrig':
    case 'AT_DisableTrig':
    case 'AT_EnableRule':
    case 'AT_EnableAlwaysRule':
    case 'AT_EnableReplicaRule':
    case 'AT_DisableRule':
      context.effect(
        context.builder.findPart(object.id, command.name ?? '', 'trigger', 'rule')?.id ?? object.id,
        'alter',
      )
      return true
    default:
      return false
  }
}
