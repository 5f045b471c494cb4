import type { Emitter } from './emitter.ts'
import { asyncApi } from './emitters/asyncapi.ts'
import { eventSchemas } from './emitters/event-schemas.ts'
import { openApi } from './emitters/openapi.ts'
import { planFile } from './emitters/plan-file.ts'
import { referenceMigrations } from './emitters/reference-migrations.ts'
import { readme } from './emitters/readme.ts'
import { rights } from './emitters/rights.ts'
import { releaseSchemas } from './emitters/release-schemas.ts'
import { roles } from './emitters/roles.ts'
import { serviceCode } from './emitters/service-code.ts'
import { serviceMigrations } from './emitters/service-migrations.ts'

/** In the order of the output folder. */
export const emitters: readonly Emitter[] = [
  readme,
  planFile,
  roles,
  rights,
  serviceMigrations,
  referenceMigrations,
  serviceCode,
  asyncApi,
  openApi,
  eventSchemas,
  releaseSchemas,
]
