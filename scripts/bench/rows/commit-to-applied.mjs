import { quantile } from '../figure.mjs'
import { forkRunner } from '../relay-and-consumer.mjs'
import { withSplitShop } from '../split-shop.mjs'

const perSecond = 1000
const insert = 'INSERT INTO people.person (id, name) VALUES ($1, $2)'

/** Microseconds are lost in `Date`, and the server's clock is this machine's. */
function now() {
  return performance.timeOrigin + performance.now()
}

/** Inserts rows at a steady pace, each committed on its own; tells when each was, by its key. */
async function write(client, first, count) {
  const committed = new Map()
  const began = now()
  for (let at = 0; at < count; at++) {
    const wait = began + (at * 1000) / perSecond - now()
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait))
    await client.query(insert, [first + at, 'a person'])
    committed.set(first + at, now())
  }
  return { committed, wall: now() - began }
}

/** Milliseconds for so many rows, one after the other, as fast as they go. */
async function writeFast(client, first, count) {
  const began = now()
  for (let at = 0; at < count; at++) await client.query(insert, [first + at, 'a person'])
  return now() - began
}

export const commitToApplied = {
  id: 'commit-to-applied',
  work: `from a commit to the key in the other service's replica, at ${perSecond} rows a second`,
  peer: 'for the cost: the same writer while no relay runs',
  runs: 5,
  measure(runs) {
    return withSplitShop(async (shop) => {
      await shop.orders.query(`CREATE TABLE public.seen (id bigint, at timestamptz NOT NULL DEFAULT clock_timestamp());
        CREATE FUNCTION public.see() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
          'BEGIN INSERT INTO public.seen (id) VALUES (NEW.id); RETURN NULL; END';
        CREATE TRIGGER see AFTER INSERT ON ${shop.replica} FOR EACH ROW EXECUTE FUNCTION public.see()`)
      const runner = await forkRunner(shop)
      let next = 1
      const take = (count) => (next += count) - count
      await runner.start()
      await writeFast(shop.people, take(500), 500)
      const delays = []
      for (let run = 0; run < runs; run++) {
        const first = take(perSecond)
        const { committed } = await write(shop.people, first, perSecond)
        for (;;) {
          const { rows } = await shop.orders.query(
            'SELECT id::int AS id, extract(epoch FROM at)::float8 * 1000 AS at FROM public.seen WHERE id >= $1',
            [first],
          )
          if (rows.length < perSecond) {
            await new Promise((resolve) => setTimeout(resolve, 20))
            continue
          }
          delays.push(...rows.map(({ id, at }) => at - committed.get(id)))
          break
        }
      }
      const costs = []
      for (let run = 0; run < runs; run++) {
        const withRelay = await writeFast(shop.people, take(1000), 1000)
        await runner.stop()
        const alone = await writeFast(shop.people, take(1000), 1000)
        costs.push((withRelay / alone - 1) * 100)
        await runner.start()
      }
      await runner.stop()
      await runner.end()
      const [half, late] = [quantile(delays, 0.5), quantile(delays, 0.99)]
      const cost = quantile(costs, 0.5)
      return [
        {
          what: 'p99',
          value: `${late.toFixed(1)} ms`,
          goal: '≤ 20 ms',
          met: late <= 20,
          detail: `half of them within ${half.toFixed(1)} ms; ${delays.length} rows`,
        },
        {
          what: 'writer',
          value: `${cost.toFixed(0)} %`,
          goal: '≤ 20 %',
          met: cost <= 20,
          detail: `slower while a relay runs; ${runs} runs`,
        },
      ]
    })
  },
}
