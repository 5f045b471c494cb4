import { createHash, timingSafeEqual } from 'node:crypto'
import type { Authorization } from './answer-existence.ts'

/** Lets in who sends one of these tokens (RFC 6750). How long a comparison takes tells nothing of them. */
export function bearerToken(...tokens: readonly string[]): (request: Request) => Authorization {
  if (tokens.length === 0 || tokens.some((token) => token === '')) throw new Error('a token must not be empty')
  const hashes = tokens.map(hash)
  return (request) => {
    const given = /^Bearer +(.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
    if (given === undefined) return 'unauthorized'
    const digest = hash(given)
    const known = hashes.map((each) => timingSafeEqual(each, digest))
    return known.includes(true) ? 'allowed' : 'unauthorized'
  }
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
