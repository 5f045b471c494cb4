import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { Problem } from './problem.ts'

/** A handler of requests as a listener for `http.createServer`. */
export function nodeListener(
  handler: (request: Request) => Promise<Response>,
): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  return (incoming, outgoing) => {
    // A client that goes away must not end the process.
    incoming.on('error', () => {})
    outgoing.on('error', () => {})
    void respond(handler, incoming, outgoing).catch(() => outgoing.destroy())
  }
}

async function respond(
  handler: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const request = toRequest(incoming)
  const response = request === undefined ? new Problem('malformed-request').toResponse(false) : await handler(request)
  // What nobody read of the body would be read for as long as it comes: the connection ends with the answer.
  const isCutOff = !incoming.complete
  if (isCutOff) outgoing.on('finish', () => incoming.destroy())
  outgoing.writeHead(response.status, { ...Object.fromEntries(response.headers), ...(isCutOff && { connection: 'close' }) }) // prettier-ignore
  outgoing.end(response.body === null ? undefined : Buffer.from(await response.arrayBuffer()))
}

/** Undefined where the web has no such request: CONNECT and TRACE, or a target that is no path. */
function toRequest(incoming: IncomingMessage): Request | undefined {
  const { method = 'GET', url = '/', headers } = incoming
  try {
    const given = Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as [string, string]],
    )
    const hasBody = method !== 'GET' && method !== 'HEAD'
    return new Request(new URL(`http://localhost${url.startsWith('/') ? url : '/'}`), {
      method,
      headers: given,
      ...(hasBody && { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' }),
    })
  } catch {
    return undefined
  }
}
