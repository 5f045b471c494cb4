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

/** All of them: 300 forms of a foreign key, five in each. */
export const matrixScenes: readonly MatrixScene[] = keys.flatMap((key) =>
  matches.flatMap((match) =>
    deferrabilities.flatMap((deferrability) =>
      actions.map((onDelete) => sceneOf({ key, match, deferrability, onDelete })),
    ),
  ),
)

interface SceneForm {
  readonly key: readonly string[]
  readonly match: string
  readonly deferrability: string
  readonly onDelete: string
}

function sceneOf({ key, match, deferrability, onDelete }: SceneForm): MatrixScene {
  const columns = key.join(', ')
  const parts = actions.map((onUpdate, at) => ({
    sql: `CREATE TABLE parent.p${at} (${key.map((name) => `${name} int`).join(', ')}, note text, PRIMARY KEY (${columns}));
CREATE TABLE child.c${at} (
  id int PRIMARY KEY, ${key.map((name) => `${name} int DEFAULT 9`).join(', ')},
  FOREIGN KEY (${columns}) REFERENCES parent.p${at} MATCH ${match} ON DELETE ${onDelete} ON UPDATE ${onUpdate} ${deferrability}
);
CREATE TABLE child.g${at} (id int PRIMARY KEY, c int NOT NULL REFERENCES child.c${at} ON DELETE CASCADE ON UPDATE CASCADE);`,
    choice: `  - { from: 'child.c${at}(${columns})', delete: ${follows(onDelete) ? 'event' : 'refuse'}, update: ${follows(onUpdate) ? 'event' : 'refuse'} }`,
  }))
  return {
    id: `${key.length === 1 ? 'simple' : 'composite'} key, MATCH ${match}, ${deferrability}, ON DELETE ${onDelete}`,
    sql: ['CREATE SCHEMA parent; CREATE SCHEMA child;', ...parts.map(({ sql }) => sql)].join('\n'),
    config: ['references:', ...parts.map(({ choice }) => choice)].join('\n'),
  }
}

/** Where one database would refuse, or give the default, the split refuses, so that every form is replaced and is tried. */
function follows(action: string): boolean {
  return action === 'CASCADE' || action === 'SET NULL'
}
