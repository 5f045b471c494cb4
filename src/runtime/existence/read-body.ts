import { Problem } from './problem.ts'

/** Reads a body of JSON, at most so many bytes, in at most so many milliseconds. */
export async function readJson(request: Request, maxBytes: number, timeout: number): Promise<unknown> {
  checkContent(request.headers)
  const declared = Number(request.headers.get('content-length') ?? 0)
  if (declared > maxBytes) throw new Problem('too-large', tooLarge(maxBytes), { connection: 'close' })
  const bytes = await readBytes(request, maxBytes, timeout)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Problem('malformed-request', { detail: 'The body is not UTF-8.' })
  }
  try {
    return JSON.parse(text)
  } catch {
    throw new Problem('malformed-request', { detail: 'The body is not JSON.' })
  }
}

function checkContent(headers: Headers): void {
  const [type = '', ...parameters] = (headers.get('content-type') ?? '').toLowerCase().split(';')
  const charset = parameters.map((each) => each.trim()).find((each) => each.startsWith('charset='))
  const isJson = type.trim() === 'application/json' && (charset === undefined || /^charset="?utf-8"?$/.test(charset))
  if (isJson && ['identity', null].includes(headers.get('content-encoding'))) return
  throw new Problem('unsupported-content', { detail: 'Send application/json in UTF-8, not compressed.' })
}

async function readBytes(request: Request, maxBytes: number, timeout: number): Promise<Uint8Array> {
  const reader = request.body?.getReader()
  if (reader === undefined) return new Uint8Array()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => (timer = setTimeout(resolve, timeout, 'late')))
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for (;;) {
      const next = await Promise.race([reader.read(), late])
      if (next === 'late')
        throw new Problem('slow-request', { detail: `The body did not arrive in ${timeout} ms.` }, { connection: 'close' }) // prettier-ignore
      if (next.done) return Buffer.concat(chunks)
      size += next.value.byteLength
      if (size > maxBytes) throw new Problem('too-large', tooLarge(maxBytes), { connection: 'close' })
      chunks.push(next.value)
    }
  } catch (error) {
    // Nobody reads the rest. What the sender thinks of that is not waited for.
    reader.cancel().catch(() => {})
    if (error instanceof Problem) throw error
    throw new Problem('malformed-request', { detail: 'The body broke off.' })
  } finally {
    clearTimeout(timer)
  }
}

function tooLarge(maxBytes: number) {
  return { detail: `At most ${maxBytes} bytes.` }
}
