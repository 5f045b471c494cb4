import { readFileSync, statSync } from 'node:fs'
import type { Evidence } from '../index.ts'
import { makePalette, wantsColour } from './palette.ts'
import { quoteWord, redact } from './redact.ts'

interface KnownFailure extends Error {
  readonly code: string
  readonly hint: string
  readonly exitCode: number
  readonly evidence: Evidence | undefined
}

// By name, not by class: the bundle may hold the class in another chunk.
function isKnown(error: unknown): error is KnownFailure {
  return error instanceof Error && error.name === 'FountainError' && 'exitCode' in error
}

const largestFile = 64 * 1024 * 1024

/** The text of the file that an error points into; undefined where it is no file, or not readable any more. */
function readAgain(file: string): string | undefined {
  try {
    const found = statSync(file)
    return found.isFile() && found.size <= largestFile ? readFileSync(file, 'utf8') : undefined
  } catch {
    return undefined
  }
}

/** Prints what stopped us on standard error, and returns the exit code. */
export async function tellFailure(error: unknown, words: readonly string[], version: string): Promise<number> {
  const palette = await makePalette(
    wantsColour({
      color: !words.includes('--no-color'),
      environment: process.env,
      terminal: process.stderr.isTTY === true,
    }),
  )
  const debug = (process.env.FOUNTAIN_SPLIT_DEBUG ?? '') !== ''
  const lines: string[] = []
  if (isKnown(error)) {
    const { codeFrame, visible } = await import('../index.ts')
    // The frame below says where, better.
    const place = error.evidence && `${error.evidence.file}:${error.evidence.line}:${error.evidence.column}: `
    const told =
      place !== undefined && error.message.startsWith(place) ? error.message.slice(place.length) : error.message
    const message = told.split('\n').map(visible).join('\n')
    lines.push(`${palette.danger('error')}: ${message} ${palette.faint(`[${error.code}]`)}`)
    if (error.evidence !== undefined) {
      const frame = codeFrame(error.evidence, readAgain(error.evidence.file))
      lines.push('', ...frame.map((line) => `  ${line}`))
    }
    if (error.hint !== '') lines.push('', `${palette.caution('hint')}: ${error.hint}`)
  } else {
    const shown = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    lines.push(
      `${palette.danger('error')}: this is a mistake of fountain-split, not of yours: ${shown}`,
      '',
      'Please report it, with these lines and, if you can, the SQL that caused it:',
      `  fountain-split ${version}, Node.js ${process.version}, ${process.platform} ${process.arch}`,
      `  ${['fountain-split', ...words.map(quoteWord)].join(' ')}`,
    )
    if (!debug)
      lines.push(
        '',
        `${palette.caution('hint')}: FOUNTAIN_SPLIT_DEBUG=1 prints where it happened; please send that too.`,
      )
  }
  if (debug && error instanceof Error)
    lines.push('', error.stack ?? '', ...(error.cause === undefined ? [] : [String(error.cause)]))
  process.stderr.write(redact(`${lines.join('\n')}\n`))
  return isKnown(error) ? error.exitCode : 70
}
