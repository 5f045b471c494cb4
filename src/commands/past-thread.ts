import { parentPort, workerData } from 'node:worker_threads'
import { judgePast, type PastTask } from '../index.ts'

// What runs on the thread of `judgeApart`.
void judgePast(workerData as PastTask).then((past) => parentPort?.postMessage(past, []))
