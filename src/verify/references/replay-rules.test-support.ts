import { nativeReference } from './split-pair.test-support.ts'
import { rowsOf } from './split-system.test-support.ts'
import type { ProtocolRule } from './protocol-rule.test-support.ts'
import {
  addScripts,
  adopt,
  deliver,
  factsOf,
  parked,
  plain,
  scripts,
  take,
  untouched,
  write,
} from './protocol-rule.test-support.ts'

/** Rules 1 to 4: how events become rows. */
export const replayRules: readonly ProtocolRule[] = [
  {
    rule: '1: what is known of a key and is newer wins',
    mutant: 'an older event is applied over a newer state',
    mutation: {
      file: 'consumer/reduce-statement.ts',
      from: 'if (!isNewer(event, state)) continue',
      to: 'void isNewer',
    },
    async check(system) {
      await write(system, 'INSERT INTO playwright VALUES (6)')
      await write(system, 'DELETE FROM playwright WHERE id = 6')
      await write(system, 'INSERT INTO playwright VALUES (6)')
      const [born, died, again] = await take(system)
      await adopt(system, 6, await factsOf(system, 6))
      await system.referencing.query('INSERT INTO script VALUES (6, 6)')
      for (const transaction of [born!, died!, again!]) await deliver(system, transaction)
      return [await scripts(system), [[6, 6]]]
    },
  },
  {
    rule: '1: a key’s past comes first, in whatever order it arrives',
    mutant: 'an event does not wait for the one before it',
    mutation: { file: 'consumer/key-state.ts', from: 'return event.previous <= state.version', to: 'return true' },
    async check(system) {
      await addScripts(system)
      await write(system, 'UPDATE playwright SET id = 20 WHERE id = 2')
      await write(system, 'INSERT INTO playwright VALUES (2)')
      const [moved, born] = await take(system)
      await deliver(system, born!)
      await deliver(system, moved!)
      return [
        await scripts(system),
        [
          [1, 1],
          [2, 20],
          [3, 3],
          [4, 4],
          [5, 5],
        ],
      ]
    },
  },
  {
    rule: '1: an incomplete transaction waits',
    mutant: 'a transaction is applied as far as it arrived',
    mutation: {
      file: 'consumer/inbox.ts',
      from: 'return transaction.rows.length >= expected',
      to: 'return expected > 0',
    },
    async check(system) {
      await addScripts(system)
      await write(
        system,
        `BEGIN; UPDATE playwright SET id = 9 WHERE id = 1; UPDATE playwright SET id = 1 WHERE id = 2;
        UPDATE playwright SET id = 2 WHERE id = 9; COMMIT`,
      )
      const [swap] = await take(system)
      await deliver(system, swap!.slice(0, 4))
      const half = await scripts(system)
      await deliver(system, swap!)
      return [
        [half, await scripts(system)],
        [
          untouched,
          [
            [1, 2],
            [2, 1],
            [3, 3],
            [4, 4],
            [5, 5],
          ],
        ],
      ]
    },
  },
  {
    rule: '1: what comes again changes nothing, and waits for nothing',
    mutant: 'applied transactions are not remembered',
    mutation: {
      file: 'consumer/inbox.ts',
      from: 'SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[]) ON CONFLICT DO NOTHING',
      to: 'SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[]) LIMIT 0',
    },
    async check(system) {
      await write(system, 'INSERT INTO playwright VALUES (6), (7)')
      const [born] = await take(system)
      await deliver(system, born!)
      await deliver(system, born!.slice(0, 1))
      return [await parked(system), []]
    },
  },
  {
    rule: '2: a newer life of a key ends the older one, with its referential action (read-through)',
    mutant: 'the version is raised, and nothing else',
    mutation: {
      sql: [
        '    DELETE FROM fountain_split.playwrights_playwright_id_replica WHERE id = playwrights_playwright_id_adopt.key1;\n    SET CONSTRAINTS ALL IMMEDIATE;',
        '    s.alive := true; s.incarnation := the_incarnation;',
      ],
    },
    options: plain,
    async check(system) {
      await addScripts(system)
      await write(system, 'DELETE FROM playwright WHERE id = 3')
      await write(system, 'INSERT INTO playwright VALUES (3)')
      const late = (await take(system)).flat()
      const answer = await adopt(system, 3, await factsOf(system, 3))
      await system.referencing.query('INSERT INTO script VALUES (33, 3)')
      await deliver(system, late)
      return [
        [answer, await scripts(system)],
        [
          'adopted',
          [
            [1, 1],
            [2, 2],
            [4, 4],
            [5, 5],
            [33, 3],
          ],
        ],
      ]
    },
  },
  {
    rule: '2: a newer life of a key ends the older one, with its referential action (events)',
    mutant: 'a key that is born while it lives is left as it is',
    mutation: {
      file: 'consumer/reduce-statement.ts',
      from: 'if (old !== undefined && !leaves.has(event.subject)) deletes.set(event.subject, old)',
      to: 'if (old !== undefined && !deletes.has(event.subject)) continue',
    },
    async check(system) {
      await addScripts(system)
      // The referenced database is an older backup: it forgot that 3 was deleted, and what came after.
      await write(
        system,
        'SET session_replication_role = replica; DELETE FROM playwright WHERE id = 3; RESET session_replication_role',
      )
      await write(system, 'DELETE FROM fountain_split.playwright_id_register WHERE key1 = 3')
      await write(system, 'SELECT fountain_split.begin_epoch()')
      await write(system, 'INSERT INTO playwright VALUES (3)')
      await deliver(system, (await take(system)).flat())
      return [
        await scripts(system),
        [
          [1, 1],
          [2, 2],
          [4, 4],
          [5, 5],
        ],
      ]
    },
  },
  {
    rule: '3: references follow a changed key to a successor that is known already',
    mutant: 'a changed key whose successor is known just dies',
    mutation: {
      file: 'consumer/reduce-statement.ts',
      from: "else if (end.is === 'known') follows.push({ old, successor: keyTexts(end.step.envelope.data.successor!, columns) })",
      to: "else if (end.is === 'known') deletes.set(event.subject, old)",
    },
    async check(system) {
      await addScripts(system)
      await write(system, 'UPDATE playwright SET id = 20 WHERE id = 2')
      await write(system, 'UPDATE playwright SET id = 30 WHERE id = 20')
      const late = (await take(system)).flat()
      await adopt(system, 30, await factsOf(system, 30))
      await deliver(system, late)
      return [
        await scripts(system),
        [
          [1, 1],
          [2, 30],
          [3, 3],
          [4, 4],
          [5, 5],
        ],
      ]
    },
  },
  {
    rule: '4: deferred constraints are checked before anything is recorded',
    mutant: 'the check is left to the commit of the batch',
    mutation: {
      file: 'consumer/apply-transactions.ts',
      from: "await this.#client.query('SET CONSTRAINTS ALL IMMEDIATE')",
      to: '',
    },
    options: { references: [nativeReference({ onDelete: 'no action', deferrable: 'initially deferred' })] },
    async check(system) {
      await addScripts(system)
      await write(system, 'DELETE FROM playwright WHERE id = 3')
      await write(system, 'INSERT INTO playwright VALUES (3)')
      await deliver(system, (await take(system)).flat())
      return [await parked(system), [['parked'], ['waiting']]]
    },
  },
  {
    rule: '4: the offset commits with the data',
    mutant: 'what was applied is removed from the inbox on its own',
    mutation: {
      file: 'consumer/consumer.ts',
      from: 'await inbox.removeApplied(client, home, [...applied, ...repeated])',
      to: 'await inbox.removeApplied(pool as never, home, [...applied, ...repeated])',
    },
    options: { consumer: { attempts: 100 } },
    async check(system) {
      // The commit fails, as it does when the server is gone by then.
      await system.referencing
        .query(`CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''no''; END';
        CREATE CONSTRAINT TRIGGER fail AFTER INSERT ON fountain_split.playwrights_playwright_id_replica
          DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fail()`)
      await write(system, 'INSERT INTO playwright VALUES (6)')
      await system.consumer.receive((await take(system)).flat())
      await system.consumer.apply()
      await system.referencing.query('DROP FUNCTION fail CASCADE')
      await system.consumer.drain()
      return [
        await rowsOf(
          system.referencing,
          'SELECT id FROM fountain_split.playwrights_playwright_id_replica WHERE id = 6',
        ),
        [[6]],
      ]
    },
  },
]
