import type { Config } from '../config/config.ts'
import { placeInConfig } from '../config/config-place.ts'
import { expandVariables } from '../config/expand-variables.ts'
import { nearest } from '../config/nearest-word.ts'
import { FountainError } from '../core/fountain-error.ts'
import { describeServices } from '../emit/references/describe-services.ts'
import type { ServiceDescription } from '../runtime/service/service-description.ts'
import { isDatabaseUrl } from '../source/database-url.ts'
import type { SplitOptions } from '../split.ts'
import { splitSource } from '../split.ts'

/** What the services of a split run, and where the configuration says that their databases are. */
export interface ConfiguredServices {
  /** All services, by name. */
  readonly names: readonly string[]
  /** Of those that have a part in a reference which is replaced. */
  readonly descriptions: ReadonlyMap<string, ServiceDescription>
  readonly config: Config
}

export async function readServices(sources: readonly string[], options: SplitOptions): Promise<ConfiguredServices> {
  const split = await splitSource(sources, options)
  const descriptions = describeServices(split).map((each) => [each.service, each] as const)
  const names = split.plan.services.map(({ name }) => name)
  return { names, descriptions: new Map(descriptions), config: split.loaded.config }
}

/** What a service runs. Throws FountainError (exit 2) for one that is not there, or runs nothing. */
export function findDescription({ names, descriptions }: ConfiguredServices, name: string): ServiceDescription {
  const description = descriptions.get(name)
  if (description !== undefined) return description
  if (names.includes(name))
    throw new FountainError('nothing-to-run', `service ${name} has no part in a reference that is replaced by events`, {
      hint: descriptions.size === 0 ? 'No service has.' : `Those that have: ${[...descriptions.keys()].join(', ')}.`,
    })
  const near = nearest(name, names)
  throw new FountainError('unknown-service', `there is no service ${name}`, {
    hint: near === undefined ? `Services: ${names.join(', ')}.` : `Did you mean ${near}?`,
  })
}

/** URLs by service, passwords and all. Throws FountainError (exit 2) where the configuration or the environment lacks one. */
export function findDatabases(
  { config }: ConfiguredServices,
  names: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const written = names.map((name) => [name, config.services?.[name]?.database] as const)
  const unnamed = written.flatMap(([name, database]) => (database === undefined ? [name] : []))
  if (unnamed.length > 0)
    throw new FountainError('missing-database', `the configuration names no database of ${unnamed.join(', ')}`, {
      hint: `Say where each is: services: { ${unnamed[0]}: { database: '\${${variableFor(unnamed[0]!)}}' } }.`,
    })
  return Object.fromEntries(
    written.map(([name, database]) => [name, readDatabase(config, name, database!, environment)]),
  )
}

function readDatabase(
  config: Config,
  name: string,
  written: string,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const evidence = placeInConfig(config, ['services', name, 'database'])
  const place = evidence === undefined ? {} : { evidence }
  const { text, missing } = expandVariables(written, environment)
  if (missing.length > 0)
    throw new FountainError(
      'missing-variable',
      `the environment has no ${missing.join(', ')}, for the database of ${name}`,
      {
        ...place,
        hint: 'Set it to what the configuration expects there.',
      },
    )
  const at = evidence === undefined ? '' : `${evidence.file}:${evidence.line}:${evidence.column}: `
  // Not shown: a secret may stand in the wrong place.
  if (!isDatabaseUrl(text) || !URL.canParse(text))
    throw new FountainError('invalid-url', `${at}services.${name}.database is no postgres:// URL`, {
      hint: 'Write it as postgres://role:password@host:5432/database; special characters need percent encoding.',
    })
  return text
}

function variableFor(service: string): string {
  return `${service.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_')}_URL`
}
