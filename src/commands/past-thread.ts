import { parentPort, workerData } from 'node:worker_threads'
import { judgePast, type PastTask } from '../index.ts'

// What runs on the thread of `judgeApart`: it tells what it found, and the contracts if it is asked for them.
const judged = judgePast(workerData as PastTask)
void judged.then((past) => parentPort?.postMessage({ ...past, contracts: undefined }, []))
parentPort?.on('message', async () => parentPort?.postMessage(await (await judged).contracts?.(), []))
