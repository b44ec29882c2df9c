import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rendered } from './simulate'

const CARD = {
  code: 'YQ0001', name: '青得里街道益骑驿站1号', kind: '益骑驿站', place: '青得里街道', state: '还开50分钟', tone: 'warn',
  arrival: '你到时还开39分钟', riding: '骑车11分钟', distance: '2公里', told: '站长 20分钟前', alert: '', crowding: '', contact: '',
  callFirst: false, synthetic: false,
  amenities: [{ code: 'heating', name: '暖气', broken: false, note: '' }, { code: 'hot_water', name: '热水', broken: true, note: '预计18:00修好' }],
}

const words = (dom: HTMLElement): string => (dom.textContent ?? '').replace(/\s+/g, ' ')

test('station-card: in this order what a rider needs, what is broken struck through', () => {
  const { dom } = rendered('station-card', { card: CARD })
  const text = words(dom)
  const order = ['还开50分钟', '青得里街道益骑驿站1号', '你到时还开39分钟', '暖气', '热水', '预计18:00修好', '骑车11分钟', '站长 20分钟前']
  const places = order.map((word) => text.indexOf(word))
  assert.deepEqual([...places].sort((a, b) => a - b), places)
  assert.equal(places.includes(-1), false)
  assert.equal(dom.querySelectorAll('[class*=broken]').length, 1)
})

test('station-card: without network the address stands large', () => {
  assert.equal(rendered('station-card', { card: CARD, offline: true }).dom.querySelectorAll('[class*=place-large]').length, 1)
  assert.equal(rendered('station-card', { card: CARD }).dom.querySelectorAll('[class*=place-large]').length, 0)
})

test('station-card: nothing that is not known is said', () => {
  const { dom } = rendered('station-card', { card: { ...CARD, arrival: '', riding: '', distance: '', told: '', amenities: [] } })
  assert.doesNotMatch(words(dom), /·|undefined|null/)
})

test('hours-row: each span on its own, today stands out', () => {
  const { dom } = rendered('hours-row', { day: '今天 周四', hours: ['10:00-14:00', '15:30-19:30'], state: 'open', today: true })
  assert.equal(dom.querySelectorAll('[class*=span]').length, 2)
  assert.equal(dom.querySelectorAll('[class*=today]').length, 1)
  assert.match(words(rendered('hours-row', { day: '周六', hours: ['不开'], state: 'closed' }).dom), /周六 ?不开/)
})

type Resolve = (answer: object) => void
function gate() {
  const heard: { ask?: (resolve: Resolve) => void; opened: number } = { opened: 0 }
  Object.assign(globalThis, {
    wx: {
      ...(globalThis as unknown as { wx: object }).wx,
      onNeedPrivacyAuthorization: (ask: (resolve: Resolve) => void) => void (heard.ask = ask),
      openPrivacyContract: () => void (heard.opened += 1),
    },
  })
  return { heard, made: rendered('privacy-gate') }
}
const tick = () => new Promise((go) => setTimeout(go, 5))

test('privacy-gate: closed until asked, agree goes with the button\'s id', async () => {
  const { heard, made } = gate()
  assert.equal(words(made.dom).includes('同意'), false)
  const answers: object[] = []
  heard.ask!((answer) => answers.push(answer))
  await tick()
  assert.match(words(made.dom), /用你的位置前/)
  assert.equal(made.instance.data['fresh'], true, 'the second tap of a finger that shakes meets nothing')
  made.instance['read']!()
  assert.equal(heard.opened, 1)
  made.instance['yes']!()
  assert.deepEqual(answers, [{ event: 'agree', buttonId: 'privacy-agree' }])
  assert.equal(made.instance.data['open'], false)
})

test('privacy-gate: 不同意 answers all who wait, and a page that closes answers for its person', async () => {
  const { heard, made } = gate()
  const answers: object[] = []
  heard.ask!((answer) => answers.push(answer))
  heard.ask!((answer) => answers.push(answer))
  made.instance['refuse']!()
  assert.deepEqual(answers, [{ event: 'disagree' }, { event: 'disagree' }])
  heard.ask!((answer) => answers.push(answer))
  made.detach()
  assert.equal(answers.length, 3)
})

const ACT = { what: 'checkin', label: '', path: '/checkins', body: {}, occurred_at: '2026-11-26T10:02:00+08:00', tries: 1 }
const acts = (...accounts: string[]) => accounts.map((account, index) => ({ ...ACT, id: String(index), account, state: 'waiting' }))

/** The bar on a phone whose storage holds these acts, with this person signed in. */
function bar(outbox: object[], account: string | null) {
  const kept: Record<string, unknown> = { outbox: { value: outbox, until: null } }
  if (account) kept['session'] = { value: { token: 't', expires_at: '2030-01-01T00:00:00Z', account }, until: null }
  const went: string[] = []
  Object.assign(globalThis, {
    wx: {
      ...(globalThis as unknown as { wx: object }).wx,
      getStorageSync: (key: string) => kept[key] ?? '',
      setStorageSync: (key: string, value: unknown) => void (kept[key] = value),
      removeStorageSync: (key: string) => void delete kept[key],
      switchTab: ({ url }: { url: string }) => void went.push(url),
    },
  })
  return { made: rendered('outbox-bar'), went }
}

test('outbox-bar: how much of one\'s own waits, a tap leads to the list', () => {
  const { made, went } = bar(acts('A', 'A', 'B'), 'A')
  assert.match(words(made.dom), /等待发送：2 条/)
  made.instance['open']!()
  assert.deepEqual(went, ['/pages/scan/scan'])
})

test('outbox-bar: the final word stands beside what waits', () => {
  const refused = { ...acts('A')[0], id: 'r', state: 'refused', problem: { status: 409, slug: 'too-late', title: '超过72小时' } }
  const { made } = bar([...acts('A'), refused], 'A')
  assert.match(words(made.dom), /等待发送：1 条.*没算上/)
  assert.equal(made.dom.querySelectorAll('[class*=off]').length, 1)
})

test('outbox-bar: nothing where nothing waits, nothing of another account, signed out only that its person is missing', () => {
  assert.equal(words(bar([], 'A').made.dom).trim(), '')
  assert.equal(words(bar(acts('B'), 'A').made.dom).trim(), '')
  assert.match(words(bar(acts('B'), null).made.dom), /1 条，登录后再发/)
})
