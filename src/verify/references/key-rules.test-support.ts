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
  write,
} from './protocol-rule.test-support.ts'

/** Rules 5 to 7: which keys may be taken in, and what becomes of events that cannot be applied. */
export const keyRules: readonly ProtocolRule[] = [
  {
    rule: '5: a key is not adopted where a tombstone is as new as the answer',
    mutant: 'read-through does not look at the tombstone',
    mutation: {
      sql: [
        'IF (s.epoch, s.version) >= (the_epoch, the_version) THEN',
        'IF s.alive AND (s.epoch, s.version) >= (the_epoch, the_version) THEN',
      ],
    },
    async check(system) {
      await write(system, 'INSERT INTO playwright VALUES (6)')
      const answer = await factsOf(system, 6)
      await write(system, 'DELETE FROM playwright WHERE id = 6')
      await deliver(system, (await take(system)).flat())
      return [await adopt(system, 6, answer), 'absent']
    },
  },
  {
    rule: '5: a key that closes is not adopted',
    mutant: 'read-through does not look whether the key closes',
    mutation: { sql: ['IF s.closing IS NOT NULL THEN', 'IF false THEN'] },
    async check(system) {
      await write(system, 'INSERT INTO playwright VALUES (6)')
      await system.referencing.query(
        `INSERT INTO fountain_split.playwrights_playwright_id_state (key1, closing) VALUES (6, 1)`,
      )
      return [await adopt(system, 6, await factsOf(system, 6)), 'closing']
    },
  },
  {
    rule: '6: tombstones are forgotten by mark: an answer at or below it is refused',
    mutant: 'read-through does not look at the mark',
    mutation: { sql: ['m.mark >= the_version', 'false'] },
    async check(system) {
      await write(system, 'INSERT INTO playwright VALUES (6)')
      const answer = await factsOf(system, 6)
      await write(system, 'DELETE FROM playwright WHERE id = 6')
      await deliver(system, (await take(system)).flat())
      const forget = 'SELECT fountain_split.playwrights_playwright_id_forget(1, 7)'
      const forgotten = await rowsOf(system.referencing, forget)
      return [
        [forgotten, await adopt(system, 6, answer)],
        [[['1']], 'absent'],
      ]
    },
  },
  {
    rule: '6: a key whose tombstone was forgotten can come back',
    mutant: 'a key that nothing is known of was never heard of',
    mutation: { sql: ['AS m ON m.service', 'AS m ON false AND m.service'] },
    async check(system) {
      await write(system, 'INSERT INTO playwright VALUES (6)')
      await write(system, 'DELETE FROM playwright WHERE id = 6')
      await deliver(system, (await take(system)).flat())
      await system.referencing.query('SELECT fountain_split.playwrights_playwright_id_forget(1, 7)')
      await write(system, 'INSERT INTO playwright VALUES (6)')
      await deliver(system, (await take(system)).flat())
      const keys = 'SELECT id FROM fountain_split.playwrights_playwright_id_replica WHERE id = 6'
      return [await rowsOf(system.referencing, keys), [[6]]]
    },
  },
  {
    rule: '7: later events of a parked key wait behind it, and all is applied once it can be',
    mutant: 'what cannot be applied is dropped',
    mutation: {
      file: 'consumer/parking.ts',
      from: "UPDATE ${quote(home, 'inbox')} SET state = 'parked', error = $4\n        WHERE",
      to: "DELETE FROM ${quote(home, 'inbox')}\n        WHERE $4::text IS NOT NULL AND",
    },
    async check(system) {
      await addScripts(system)
      await system.referencing.query(
        `INSERT INTO credit VALUES (3); ALTER TABLE credit ADD FOREIGN KEY (script_id) REFERENCES script`,
      )
      await write(system, 'DELETE FROM playwright WHERE id = 3')
      await write(system, 'INSERT INTO playwright VALUES (3)')
      await deliver(system, (await take(system)).flat())
      const before = await parked(system)
      await system.referencing.query('DELETE FROM credit')
      for (const each of await system.consumer.listParked()) await system.consumer.replayParked(each)
      await system.consumer.drain()
      const after = await scripts(system)
      return [
        [before, after, await parked(system)],
        [
          [['parked'], ['waiting']],
          [
            [1, 1],
            [2, 2],
            [4, 4],
            [5, 5],
          ],
          [],
        ],
      ]
    },
  },
  {
    rule: '7: an attempt is counted before it is made',
    mutant: 'an attempt that takes the process with it is not counted',
    mutation: { file: 'consumer/consumer.ts', from: 'await inbox.countAttempt(pool, home, transaction)\n', to: '' },
    async check(system) {
      await addScripts(system)
      await system.referencing.query(`CREATE TABLE seen (attempts int);
        CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''attempt %'', (SELECT max(attempts) FROM fountain_split.inbox); END';
        CREATE TRIGGER note BEFORE DELETE ON script FOR EACH ROW EXECUTE FUNCTION note()`)
      await write(system, 'DELETE FROM playwright WHERE id = 3')
      await system.consumer.receive((await take(system)).flat())
      for (let pass = 0; pass < 8; pass++) await system.consumer.apply()
      const list = await system.consumer.listParked()
      return [list.map(({ error, attempts }) => [error, attempts]), [['attempt 5', 5]]]
    },
  },
  {
    rule: '7: a parked delete keeps the key closed',
    mutant: 'a parked delete leaves the key as it was',
    mutation: {
      file: 'consumer/parking.ts',
      from: 'await closeKeys(client, replicas, transaction, 1)',
      to: 'void closeKeys',
    },
    options: plain,
    async check(system) {
      await addScripts(system)
      await system.referencing.query(
        `INSERT INTO credit VALUES (3); ALTER TABLE credit ADD FOREIGN KEY (script_id) REFERENCES script`,
      )
      await write(system, 'DELETE FROM playwright WHERE id = 3')
      await write(system, 'INSERT INTO playwright VALUES (3)')
      await deliver(system, (await take(system)).flat())
      return [await adopt(system, 3, await factsOf(system, 3)), 'closing']
    },
  },
]
