/** Every action for DELETE and for UPDATE. */
const actions = ['NO ACTION', 'RESTRICT', 'CASCADE', 'SET NULL', 'SET DEFAULT'] as const
const matches = ['SIMPLE', 'FULL'] as const
const deferrabilities = ['NOT DEFERRABLE', 'DEFERRABLE', 'DEFERRABLE INITIALLY DEFERRED'] as const
const keys = [['a'], ['a', 'b']] as const

/** A schema of two services with every ON UPDATE beside one ON DELETE, each between relations of its own. */
export interface MatrixScene {
  readonly id: string
  readonly sql: string
  /** fountain-split.yaml */
  readonly config: string
}

/** All of them: 300 forms of a foreign key, five in each. Where an event would come too late, the split refuses by choice. */
export const matrixScenes: readonly MatrixScene[] = scenesWith('refuse')

/** The same, where services are asked instead. */
export const askingScenes: readonly MatrixScene[] = scenesWith('saga')

function scenesWith(otherwise: 'refuse' | 'saga'): MatrixScene[] {
  return keys.flatMap((key) =>
    matches.flatMap((match) =>
      deferrabilities.flatMap((deferrability) =>
        actions.map((onDelete) => sceneOf({ key, match, deferrability, onDelete }, otherwise)),
      ),
    ),
  )
}

interface SceneForm {
  readonly key: readonly string[]
  readonly match: string
  readonly deferrability: string
  readonly onDelete: string
}

function sceneOf({ key, match, deferrability, onDelete }: SceneForm, otherwise: 'refuse' | 'saga'): MatrixScene {
  const reactionTo = (action: string) => (action === 'CASCADE' || action === 'SET NULL' ? 'event' : otherwise)
  const columns = key.join(', ')
  const parts = actions.map((onUpdate, at) => ({
    sql: `CREATE TABLE parent.p${at} (${key.map((name) => `${name} int`).join(', ')}, note text, PRIMARY KEY (${columns}));
CREATE TABLE child.c${at} (
  id int PRIMARY KEY, ${key.map((name) => `${name} int DEFAULT 9`).join(', ')},
  FOREIGN KEY (${columns}) REFERENCES parent.p${at} MATCH ${match} ON DELETE ${onDelete} ON UPDATE ${onUpdate} ${deferrability}
);
CREATE TABLE child.g${at} (id int PRIMARY KEY, c int NOT NULL REFERENCES child.c${at} ON DELETE CASCADE ON UPDATE CASCADE);`,
    choice: `  - { from: 'child.c${at}(${columns})', delete: ${reactionTo(onDelete)}, update: ${reactionTo(onUpdate)} }`,
  }))
  return {
    id: `${otherwise === 'saga' ? 'by vote: ' : ''}${key.length === 1 ? 'simple' : 'composite'} key, MATCH ${match}, ${deferrability}, ON DELETE ${onDelete}`,
    sql: ['CREATE SCHEMA parent; CREATE SCHEMA child;', ...parts.map(({ sql }) => sql)].join('\n'),
    config: ['references:', ...parts.map(({ choice }) => choice)].join('\n'),
  }
}
