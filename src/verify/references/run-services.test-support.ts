// Runs relay and consumer of a reference until it is ended: `node run-services.mjs {"referenced","referencing","replica"}`.
import pg from 'pg'
import { Consumer, PostgresTransport, Relay } from '../../runtime/index.ts'

const { referenced, referencing, replica } = JSON.parse(process.argv[2]!)
const pool = (connectionString: string) => new pg.Pool({ connectionString, max: 4 }).on('error', () => {})
const home = replica.home
const target = pool(referencing)
const transport = new PostgresTransport([{ service: 'scripts', pool: target, home, aggregates: [replica.aggregate] }])
const shared = { home, poll: 50, batch: 50 }
new Relay({ ...shared, pool: pool(referenced), service: 'playwrights', transport }).start()
new Consumer({ ...shared, pool: target, replicas: [replica], attempts: 1000 }).start()
