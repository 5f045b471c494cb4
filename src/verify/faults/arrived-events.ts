import { quoteQualified } from '../../core/identifier.ts'
import type { Envelope } from '../../runtime/envelope.ts'
import type { ServiceSide } from '../replay/service-side.ts'

/** What has arrived at a service and is not applied. */
export async function readArrived(service: ServiceSide): Promise<Envelope[]> {
  const { rows } = await service.client.query<{ envelope: Envelope }>(
    `SELECT envelope FROM ${inboxOf(service)} WHERE state <> 'parked' ORDER BY source, epoch, version`,
  )
  return rows.map(({ envelope }) => envelope)
}

/** The same, as if it were still on its way. */
export async function takeArrived(service: ServiceSide): Promise<Envelope[]> {
  // At once: what arrives meanwhile is none of it.
  const { rows } = await service.client.query<{ envelope: Envelope }>(
    `WITH taken AS (DELETE FROM ${inboxOf(service)} WHERE state <> 'parked' RETURNING source, epoch, version, envelope)
     SELECT envelope FROM taken ORDER BY source, epoch, version`,
  )
  return rows.map(({ envelope }) => envelope)
}

/** One pass of the consumer; what fails is tried again later, by whoever settles. */
export async function applyOnce({ running }: ServiceSide): Promise<void> {
  await running!.service.consumer!.apply()
}

function inboxOf({ running }: ServiceSide): string {
  return quoteQualified({ schema: running!.service.description.home, name: 'inbox' })
}
