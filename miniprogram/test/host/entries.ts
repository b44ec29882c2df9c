/** Tests named after entries of `surface.json`; each file covers some kinds of entry, wholly. */
import './browser'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import surface from '../../web/surface.json'

export type Kind = keyof typeof KINDS

const named = (kind: string, list: readonly string[]): string[] => list.map((one) => `${kind} ${one}`)
const tags = Object.entries(surface.tags)

const KINDS = {
  attribute: named('attribute', surface.attributes),
  event: named('event', surface.events),
  tag: named('tag', Object.keys(surface.tags)),
  'attribute of a tag': tags.flatMap(([tag, { attributes }]) => named(tag, attributes)),
  'event of a tag': tags.flatMap(([tag, { events }]) => named(`${tag} on`, events)),
  'open-type': named('open-type', surface['open-types']),
  app: named('app', surface.app),
  window: named('window', surface.window),
  page: named('page', surface.page),
  lifetime: named('lifetime', surface.lifetimes),
  wx: named('wx', surface.wx),
  query: named('query', surface.query),
}

const names = new Set<string>()

/** A test of one entry. */
export function entry(name: string, run: () => unknown): void {
  names.add(name)
  test(name, { timeout: 5000 }, async () => void (await run()))
}

/** Last in a file: its tests are exactly the entries of these kinds. */
export function covers(...kinds: Kind[]): void {
  test(`entries of surface.json = host tests: ${kinds.join(', ')}`, () => {
    const listed = kinds.flatMap((kind) => KINDS[kind])
    console.log(`surface.json, ${kinds.join(', ')}: ${listed.length} entries, ${names.size} host tests`)
    assert.deepEqual(listed.filter((one) => !names.has(one)), [])
    assert.deepEqual([...names].filter((one) => !listed.includes(one)), [])
  })
}
