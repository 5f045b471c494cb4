import type { DraftObject } from './draft.ts'
import { otherKey, SchemaNames } from './schema-names.ts'
import type { ObjectId } from './statement.ts'

/** Who bears which name at this moment. Parts of relations (constraints, triggers, …) are not found here but by their relation. */
export class NameTable {
  readonly schemas = new Map<string, SchemaNames>()
  readonly schemaIds = new Map<string, ObjectId>()
  /** What has no schema: extensions, publications, … by `otherKey(kind or form, name)`. */
  readonly globals = new Map<string, ObjectId>()

  inSchema(schema: string): SchemaNames {
    let names = this.schemas.get(schema)
    if (names === undefined) this.schemas.set(schema, (names = new SchemaNames()))
    return names
  }

  add(object: DraftObject): void {
    switch (object.kind) {
      case 'schema':
        this.schemaIds.set(object.name, object.id)
        this.inSchema(object.name)
        return
      case 'relation':
      case 'view':
      case 'sequence':
      case 'index':
        this.inSchema(object.schema).relations.set(object.name, object.id)
        return
      case 'constraint':
        if (object.form !== 'check') this.inSchema(object.schema).relations.set(object.name, object.id)
        return count(this.inSchema(object.schema).constraints, object.name, 1)
      case 'foreign-key':
        return count(this.inSchema(object.schema).constraints, object.name, 1)
      case 'type':
        this.inSchema(object.schema).types.set(object.name, object.id)
        return
      case 'routine': {
        const routines = this.inSchema(object.schema).routines
        const overloads = routines.get(object.name)
        if (overloads === undefined) routines.set(object.name, [object.id])
        else overloads.push(object.id)
        return
      }
      case 'extension':
      case 'publication':
      case 'other': {
        const others = object.schema === '' ? this.globals : this.inSchema(object.schema).others
        others.set(otherKey(object.kind === 'other' ? object.form : object.kind, object.name), object.id)
        return
      }
      case 'trigger':
      case 'policy':
      case 'rule':
        return
    }
  }

  remove(object: DraftObject): void {
    switch (object.kind) {
      case 'schema':
        if (this.schemaIds.get(object.name) === object.id) this.schemaIds.delete(object.name)
        return
      case 'relation':
      case 'view':
      case 'sequence':
      case 'index':
        return release(this.inSchema(object.schema).relations, object.name, object.id)
      case 'constraint':
        release(this.inSchema(object.schema).relations, object.name, object.id)
        return count(this.inSchema(object.schema).constraints, object.name, -1)
      case 'foreign-key':
        return count(this.inSchema(object.schema).constraints, object.name, -1)
      case 'type':
        return release(this.inSchema(object.schema).types, object.name, object.id)
      case 'routine': {
        const routines = this.inSchema(object.schema).routines
        const rest = (routines.get(object.name) ?? []).filter((id) => id !== object.id)
        if (rest.length === 0) routines.delete(object.name)
        else routines.set(object.name, rest)
        return
      }
      case 'extension':
      case 'publication':
      case 'other': {
        const others = object.schema === '' ? this.globals : this.inSchema(object.schema).others
        return release(others, otherKey(object.kind === 'other' ? object.form : object.kind, object.name), object.id)
      }
      case 'trigger':
      case 'policy':
      case 'rule':
        return
    }
  }

  /** ALTER SCHEMA … RENAME: everything inside moves with it; the objects' own `schema` is the caller's to write. */
  renameSchema(from: string, to: string): void {
    const names = this.schemas.get(from)
    if (names !== undefined) {
      this.schemas.delete(from)
      this.schemas.set(to, names)
    }
    const id = this.schemaIds.get(from)
    if (id !== undefined) {
      this.schemaIds.delete(from)
      this.schemaIds.set(to, id)
    }
  }
}

function release(names: Map<string, ObjectId>, name: string, id: ObjectId): void {
  if (names.get(name) === id) names.delete(name)
}

function count(names: Map<string, number>, name: string, by: number): void {
  const now = (names.get(name) ?? 0) + by
  if (now > 0) names.set(name, now)
  else names.delete(name)
}
