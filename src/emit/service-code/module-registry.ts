import { api } from './modules/api.ts'
import { consumer } from './modules/consumer.ts'
import { database } from './modules/database.ts'
import { events } from './modules/events.ts'
import { guards } from './modules/guards.ts'
import { operations } from './modules/operations.ts'
import { sagas } from './modules/sagas.ts'
import type { ServiceModule } from './service-module.ts'

/** In the order in which `index.ts` names them. */
export const serviceModules: readonly ServiceModule[] = [database, events, consumer, guards, sagas, operations, api]
