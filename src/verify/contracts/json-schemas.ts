type Schema = Readonly<Record<string, unknown>>

/** What is not as a schema says, in half sentences that begin with the place; none where all is. */
export type Validator = (value: unknown) => readonly string[]

/** Compiles JSON Schemas (2020-12), strictly and with formats; each text once. */
export class SchemaCompiler {
  readonly #compile: (schema: Schema) => Validator
  readonly #known = new Map<string, Validator | string>()

  private constructor(compile: (schema: Schema) => Validator) {
    this.#compile = compile
  }

  /** The library is loaded when somebody compiles. */
  static async load(): Promise<SchemaCompiler> {
    const { Ajv2020 } = await import('ajv/dist/2020.js')
    const { default: addFormats } = await import('ajv-formats')
    return new SchemaCompiler((schema) => {
      // Schemas have names, and documents of two services have the same one: each is compiled alone.
      const ajv = addFormats.default(new Ajv2020({ strict: true, allErrors: true, logger: false }))
      // OpenAPI's own word for an example.
      ajv.addVocabulary(['example'])
      const validate = ajv.compile(schema)
      return (value) => {
        validate(value)
        return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? 'is wrong'}`)
      }
    })
  }

  /** What is wrong with the schema, where it does not compile. */
  compile(schema: Schema): Validator | string {
    const text = JSON.stringify(schema)
    const known = this.#known.get(text)
    if (known !== undefined) return known
    const made = this.#try(schema)
    this.#known.set(text, made)
    return made
  }

  /** What is wrong with a schema and its examples, each after its place. */
  check(schema: Schema, at: string, examples: readonly (readonly [place: string, value: unknown])[]): string[] {
    const validate = this.compile(schema)
    if (typeof validate === 'string') return [`${at}: ${validate}`]
    return examples.flatMap(([place, value]) => validate(value).map((wrong) => `${place}${wrong}`))
  }

  #try(schema: Schema): Validator | string {
    try {
      return this.#compile(schema)
    } catch (error) {
      return (error as Error).message
    }
  }
}

/** A schema's own examples, with their places below it. */
export function examplesOf(schema: Schema, at: string): (readonly [string, unknown])[] {
  const { examples } = schema
  return Array.isArray(examples) ? examples.map((value, number) => [`${at}/examples/${number}`, value] as const) : [] // prettier-ignore
}
