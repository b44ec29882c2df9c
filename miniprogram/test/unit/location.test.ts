import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createLocator, type Locating, PRECISION, rounded } from '../../src/core/location'

type Options = Parameters<Locating['getLocation']>[0]

function phone() {
  const asked: [string, Options][] = []
  const api: Locating = {
    getLocation: (options) => void asked.push(['precise', options]),
    getFuzzyLocation: (options) => void asked.push(['fuzzy', options]),
  }
  return { api, asked }
}

test('a fix serves 30 seconds, then is asked anew', async () => {
  const { api, asked } = phone()
  let now = 0
  const locator = createLocator(api, 'precise', () => now)
  const first = locator.locate()
  const second = locator.locate()
  asked[0]![1].success({ latitude: 44.9, longitude: 82.07, accuracy: 20 })
  assert.deepEqual(await first, await second)
  now = 29_000
  await locator.locate()
  assert.equal(asked.length, 1)
  now = 31_000
  void locator.locate()
  assert.equal(asked.length, 2)
  asked[1]![1].fail({ errMsg: 'x' })
})

test('no and never are told apart; a late fix is there for the next look', async () => {
  const { api, asked } = phone()
  const locator = createLocator(api, 'fuzzy', () => 0, 5)
  const denied = locator.locate()
  assert.equal(asked[0]![0], 'fuzzy')
  asked[0]![1].fail({ errMsg: 'getFuzzyLocation:fail auth deny' })
  assert.deepEqual(await denied, { refused: true })
  const slow = locator.locate()
  assert.deepEqual(await slow, { failed: true })
  asked[1]![1].success({ latitude: 44.9, longitude: 82.07 })
  assert.deepEqual(await locator.locate(), { fix: { lat: 44.9, lng: 82.07, accuracy_m: null, source: 'fuzzy', at: 0 } })
})

test('a search sends three decimals', () => {
  assert.deepEqual(rounded({ lat: 44.904567, lng: 82.071234 }), { lat: 44.905, lng: 82.071 })
})

test('app.json asks for what PRECISION says, never for both', () => {
  const app = JSON.parse(readFileSync(new URL('../../src/app.json', import.meta.url), 'utf8')) as { requiredPrivateInfos: string[] }
  assert.equal(app.requiredPrivateInfos.includes('getLocation'), PRECISION === 'precise')
  assert.equal(app.requiredPrivateInfos.includes('getFuzzyLocation'), PRECISION === 'fuzzy' as string)
})
