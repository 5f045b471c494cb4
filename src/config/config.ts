import { z } from 'zod'

const text = z.string().min(1)
const list = z.array(text)

const serviceSchema = z
  .strictObject({
    schemas: list
      .optional()
      .describe('Schemas all of whose relations belong to this service, named as PostgreSQL folds them.'),
    relations: list
      .optional()
      .describe(
        'Single relations or views, as schema.name; quote a part as in SQL where it needs it. Wins over patterns and schemas.',
      ),
    patterns: list
      .optional()
      .describe(
        'Patterns over schema.name: * for any part of a name, ? for one character; ! before a pattern takes out again. Wins over schemas.',
      ),
    role: text.optional().describe("The service's database role; its name by default."),
    database: text
      .optional()
      .describe(
        'Where relay and events find its database: a postgres:// URL, in which ${NAME} is a variable of the environment.',
      ),
  })
  .describe('What belongs to a service.')

const reaction = z.enum(['event', 'saga', 'refuse'])

const referenceSchema = z
  .strictObject({
    from: text.describe('The referencing columns: schema.relation(column, column).'),
    guard: z
      .enum(['replicate', 'api', 'application'])
      .optional()
      .describe('What checks writes of the referencing side.'),
    delete: reaction.optional().describe('What happens when the referenced row is deleted.'),
    update: reaction.optional().describe('What happens when the referenced key changes.'),
  })
  .describe('Overrides what is proposed for one crossing foreign key.')

const action = z.enum(['no action', 'restrict', 'cascade', 'set null', 'set default'])

const impliedSchema = z
  .strictObject({
    confidence: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe('How sure a reference must be to be shown; 0.8 by default.'),
    confirm: z
      .array(
        z.union([
          text.describe('As analyze writes it: schema.relation(column) -> schema.relation(column).'),
          z.strictObject({
            from: text.describe('The referencing columns: schema.relation(column).'),
            to: text.describe('The referenced columns: schema.relation(column).'),
            onDelete: action.optional().describe('What a constraint would say; no action by default.'),
            onUpdate: action.optional().describe('What a constraint would say; no action by default.'),
          }),
        ]),
      )
      .optional()
      .describe('References without a constraint that count like declared ones.'),
    reject: list
      .optional()
      .describe(
        'References, or referencing columns, that are none: schema.relation(column), with -> and what it is not.',
      ),
  })
  .describe('References that no constraint declares.')

const setting = z.enum(['error', 'warning', 'info', 'off'])

const lintSchema = z
  .strictObject({
    rules: z.record(text, setting).optional().describe('Severity by rule id.'),
    options: z
      .strictObject({
        'natural-key-reference': z
          .strictObject({
            types: list.optional().describe('Types whose keys people choose, as PostgreSQL prints them.'),
          })
          .optional()
          .describe('Options of natural-key-reference.'),
        'breaking-contract': z
          .strictObject({
            against: z
              .union([text, list])
              .optional()
              .describe('Earlier contracts: folders that generate wrote, or their plan.json.'),
          })
          .optional()
          .describe('Options of breaking-contract.'),
      })
      .optional()
      .describe('Options of single rules, by rule id.'),
    baseline: text
      .optional()
      .describe('The baseline file. With {service} in it, one file for each referencing service.'),
    failOn: z
      .enum(['error', 'warning', 'info', 'never'])
      .optional()
      .describe('The least severity of a new or stale finding that makes lint fail; warning by default.'),
    allow: z
      .array(
        z.strictObject({
          from: text.describe('Referencing service; * stands for any part of a name.'),
          to: text.describe('Referenced service.'),
          rules: list.optional().describe('Rule ids; all crossing rules by default.'),
          reason: text.describe('Why this direction is allowed.'),
        }),
      )
      .optional()
      .describe('Directions in which services may reach each other.'),
  })
  .describe('What lint judges and how.')

/** The configuration file. */
export const configSchema = z
  .strictObject({
    $schema: z.string().optional().describe('The JSON Schema by which editors complete this file.'),
    source: z
      .union([text, list])
      .optional()
      .describe('What to read: .sql files, folders or globs of migrations, or a postgres:// URL.'),
    out: text.optional().describe('Where generate writes.'),
    layout: z
      .enum(['databases', 'schemas'])
      .optional()
      .describe('databases: a database for each service. schemas: one database, a schema and a role for each service.'),
    services: z
      .record(text, serviceSchema)
      .optional()
      .describe('The services by name. Where none says what belongs to it, each schema is a service.'),
    references: z.array(referenceSchema).optional().describe('Strategies for single foreign keys.'),
    implied: impliedSchema.optional(),
    lint: lintSchema.optional(),
  })
  .describe('Configuration of fountain-split.')

export type Config = z.infer<typeof configSchema>
export type ServiceConfig = z.infer<typeof serviceSchema>

/** Where a configuration came from; `file` is undefined where there is none and defaults hold. */
export interface LoadedConfig {
  readonly config: Config
  readonly file: string | undefined
}

export interface ConfigOptions {
  readonly cwd: string
  /** The file, where it is named. */
  readonly file?: string
}
