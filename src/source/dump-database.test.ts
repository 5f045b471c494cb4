import { expect, test } from 'vitest'
import { withoutRandomKey } from './dump-database.ts'

const dump = (key: string) =>
  Buffer.from(
    `--\n-- PostgreSQL database dump\n--\n\n\\restrict ${key}\n\nSELECT 'é\n\\restrict x\n';\n\n\\unrestrict ${key}\n\n`,
  )

test('two dumps of one database are equal, and nothing else is taken for the key', () => {
  const plain = withoutRandomKey(dump('juwAPRaHLd3daTZFtQ5A'))
  expect(plain).toEqual(withoutRandomKey(dump('k2')))
  expect(plain.toString()).toBe("--\n-- PostgreSQL database dump\n--\n\n\nSELECT 'é\n\\restrict x\n';\n\n\n")
})

test('a dump without a key stays as it is', () => {
  const bytes = Buffer.from('SELECT 1;\n')
  expect(withoutRandomKey(bytes)).toBe(bytes)
})
