import type { Scene, SceneRow } from './release-scene.ts'

const stands = { stands: true, lives: 1, goes: false, refers: {} } as const
/** A row that a client inserts, once, and may delete. */
const comes = (refers: SceneRow['refers']): SceneRow => ({ stands: false, lives: 1, goes: true, refers })
const there = (refers: SceneRow['refers'], goes = false): SceneRow => ({ ...stands, goes, refers })
const bounds = { attempts: 2, timeouts: 1, crashes: false, bound: 60_000 }

/** The worlds that are explored, by name. */
export const scenes: Readonly<Record<string, Scene>> = {
  'voters of mixed actions': {
    ...bounds,
    rows: {
      'people/ann': stands,
      'shop/basket': there({ 'people/ann': 'cascade' }),
      'blog/post': comes({ 'people/ann': 'restrict' }),
      'people/badge': comes({ 'people/ann': 'restrict' }),
    },
    requests: ['people/ann'],
  },
  'a tree of three services': {
    ...bounds,
    rows: {
      'people/ann': stands,
      'shop/basket': there({ 'people/ann': 'cascade' }),
      'post/parcel': comes({ 'shop/basket': 'restrict' }),
      'post/label': comes({ 'shop/basket': 'cascade' }),
    },
    requests: ['people/ann'],
  },
  'keys that go along': {
    ...bounds,
    attempts: 1,
    rows: {
      'people/ann': stands,
      'people/badge': there({ 'people/ann': 'cascade' }),
      'people/pin': comes({ 'people/badge': 'restrict' }),
      'door/pass': comes({ 'people/badge': 'restrict' }),
      'shop/basket': there({ 'people/ann': 'cascade' }),
    },
    requests: ['people/ann'],
  },
  'a circle of two': {
    ...bounds,
    rows: {
      'people/ann': there({ 'shop/basket': 'cascade' }),
      'shop/basket': there({ 'people/ann': 'cascade' }),
      'shop/gift': comes({ 'people/ann': 'restrict' }),
    },
    requests: ['people/ann'],
  },
  'releases that cross': {
    ...bounds,
    rows: {
      'people/ann': there({ 'shop/basket': 'cascade' }),
      'shop/basket': there({ 'people/ann': 'cascade' }),
    },
    requests: ['people/ann', 'shop/basket'],
  },
  'a key that is used again': {
    ...bounds,
    attempts: 1,
    rows: {
      'people/ann': { ...stands, lives: 2 },
      'blog/post': { ...comes({ 'people/ann': 'restrict' }), lives: 2 },
    },
    requests: ['people/ann', 'people/ann'],
  },
  'a crash at every step': {
    ...bounds,
    crashes: true,
    attempts: 1,
    rows: {
      'people/ann': stands,
      'shop/basket': there({ 'people/ann': 'cascade' }),
      'blog/post': comes({ 'people/ann': 'restrict' }),
    },
    requests: ['people/ann'],
  },
  'a crash at every step of a tree': {
    ...bounds,
    crashes: true,
    attempts: 1,
    rows: {
      'people/ann': stands,
      'shop/basket': there({ 'people/ann': 'cascade' }),
      'post/parcel': comes({ 'shop/basket': 'restrict' }),
    },
    requests: ['people/ann'],
  },
  'requests one after the other': {
    ...bounds,
    attempts: 1,
    timeouts: 2,
    rows: {
      'people/ann': stands,
      'blog/post': comes({ 'people/ann': 'restrict' }),
    },
    requests: ['people/ann', 'people/ann', 'people/ann'],
  },
}
