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
  made.instance['no']!()
  assert.deepEqual(answers, [{ event: 'disagree' }, { event: 'disagree' }])
  heard.ask!((answer) => answers.push(answer))
  made.detach()
  assert.equal(answers.length, 3)
})
