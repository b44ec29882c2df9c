import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createLocator, LIMIT_MS, type Locating, PRECISION, rounded } from '../../src/core/location'
import { settle } from './support'

type Options = Parameters<Locating['getLocation']>[0]
type Question = Parameters<Locating['requirePrivacyAuthorize']>[0]

/** `answered`: WeChat's questions were, before. Else they wait in `read` for whoever reads them. */
function phone(answered = true) {
  const asked: [string, Options][] = []
  const read: [string, Question][] = []
  const question = (name: string, options: Question): void => (answered ? options.success({}) : void read.push([name, options]))
  const api: Locating = {
    requirePrivacyAuthorize: (options) => question('privacy', options),
    authorize: (options) => question(options.scope, options),
    getLocation: (options) => void asked.push(['precise', options]),
    getFuzzyLocation: (options) => void asked.push(['fuzzy', options]),
  }
  return { api, asked, read }
}
const HERE = { latitude: 44.9, longitude: 82.07, accuracy: 20 }
const FIX = { lat: 44.9, lng: 82.07, accuracy_m: 20, source: 'precise', at: 0 }

test('a fix serves 30 seconds, then is asked anew', async () => {
  const { api, asked } = phone()
  let now = 0
  const locator = createLocator(api, 'precise', () => now)
  const first = locator.locate()
  const second = locator.locate()
  await settle()
  asked[0]![1].success(HERE)
  assert.deepEqual(await first, await second)
  now = 29_000
  await locator.locate()
  assert.equal(asked.length, 1)
  now = 31_000
  void locator.locate()
  await settle()
  assert.equal(asked.length, 2)
  asked[1]![1].fail({ errMsg: 'x' })
})

test('the clock begins when both questions are answered, and nobody is asked one of them twice', async ({ mock }) => {
  mock.timers.enable({ apis: ['setTimeout'] })
  const { api, asked, read } = phone(false)
  const locator = createLocator(api, 'precise', () => 0)
  const looks = [locator.locate()]
  const timePasses = async (): Promise<void> => {
    mock.timers.tick(60_000)
    looks.push(locator.locate())
    await settle()
  }
  await timePasses()
  read[0]![1].success({})
  await settle()
  await timePasses()
  assert.deepEqual([read.map(([name]) => name), asked.length], [['privacy', 'scope.userLocation'], 0])
  read[1]![1].success({})
  await settle()
  mock.timers.tick(LIMIT_MS - 1)
  asked[0]![1].success(HERE)
  assert.deepEqual(await Promise.all(looks), [{ fix: FIX }, { fix: FIX }, { fix: FIX }])
  assert.equal(asked.length, 1)
})

test('a fix after the limit is told to whoever was told that there is none, and the next look finds it', async ({ mock }) => {
  mock.timers.enable({ apis: ['setTimeout'] })
  const { api, asked } = phone()
  const locator = createLocator(api, 'precise', () => 0)
  let late = 0
  const slow = locator.locate(() => (late += 1))
  await settle()
  mock.timers.tick(LIMIT_MS)
  assert.deepEqual(await slow, { failed: true })
  const another = locator.locate(() => (late += 1))
  await settle()
  assert.equal(asked.length, 1, 'the same call is waited for')
  assert.equal(late, 0)
  asked[0]![1].success(HERE)
  assert.deepEqual(await another, { fix: FIX })
  assert.equal(late, 1)
  assert.deepEqual(await locator.locate(), { fix: FIX })
})

test('a call that nothing comes of is given up after a minute', async ({ mock }) => {
  mock.timers.enable({ apis: ['setTimeout'] })
  const { api, asked } = phone()
  let now = 0
  const locator = createLocator(api, 'precise', () => now)
  for (const at of [0, 59_000, 60_000]) {
    now = at
    const look = locator.locate()
    await settle()
    mock.timers.tick(LIMIT_MS)
    assert.deepEqual(await look, { failed: true })
  }
  assert.equal(asked.length, 2)
})

test('a no to either question is a no; a question that WeChat could not ask leaves it to the call', async () => {
  const said: [string, string, object][] = [
    ['privacy', 'requirePrivacyAuthorize:fail privacy permission is not authorized', { refused: true }],
    ['scope.userFuzzyLocation', 'authorize:fail auth deny', { refused: true }],
    ['scope.userFuzzyLocation', 'authorize:fail system permission denied', { refused: true }],
    ['scope.userFuzzyLocation', 'authorize:fail 系统错误，错误码：-12007,scope unauthorized', { fix: { ...FIX, accuracy_m: null, source: 'fuzzy' } }],
    ['scope.userFuzzyLocation', 'authorize:fail invalid scope', { fix: { ...FIX, accuracy_m: null, source: 'fuzzy' } }],
  ]
  for (const [question, errMsg, told] of said) {
    const { api, asked, read } = phone(false)
    const look = createLocator(api, 'fuzzy', () => 0).locate()
    await settle()
    if (question !== 'privacy') read[0]![1].success({})
    await settle()
    assert.equal(read.at(-1)![0], question)
    read.at(-1)![1].fail({ errMsg })
    await settle()
    asked[0]?.[1].success({ latitude: 44.9, longitude: 82.07 })
    assert.deepEqual([await look, asked.length], [told, 'fix' in told ? 1 : 0])
  }
})

test('the position itself is refused, too; a fuzzy one says no accuracy', async () => {
  const { api, asked } = phone()
  const locator = createLocator(api, 'fuzzy', () => 0)
  const denied = locator.locate()
  await settle()
  assert.equal(asked[0]![0], 'fuzzy')
  asked[0]![1].fail({ errMsg: 'getFuzzyLocation:fail auth deny' })
  assert.deepEqual(await denied, { refused: true })
  const found = locator.locate()
  await settle()
  asked[1]![1].success({ latitude: 44.9, longitude: 82.07 })
  assert.deepEqual(await found, { fix: { ...FIX, accuracy_m: null, source: 'fuzzy' } })
})

test('a search sends three decimals', () => {
  assert.deepEqual(rounded({ lat: 44.904567, lng: 82.071234 }), { lat: 44.905, lng: 82.071 })
})

test('app.json asks for what PRECISION says, never for both', () => {
  const app = JSON.parse(readFileSync(new URL('../../src/app.json', import.meta.url), 'utf8')) as { requiredPrivateInfos: string[] }
  assert.equal(app.requiredPrivateInfos.includes('getLocation'), PRECISION === 'precise')
  assert.equal(app.requiredPrivateInfos.includes('getFuzzyLocation'), PRECISION === 'fuzzy' as string)
})
