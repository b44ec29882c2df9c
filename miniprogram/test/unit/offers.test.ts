import assert from 'node:assert/strict'
import { test } from 'node:test'
import { repliedWords, repliesOf } from '../../src/pages/shift/describing'
import { aheadLine, parted, SILENT } from '../../src/packages/rider/pages/my-shifts/answering'
import { createSending } from '../../src/utils/sending'
import { codeOf, missing } from '../../src/packages/rider/pages/claim/typed'
import { begun, isSent, moved, saidBefore, sideLines, stated } from '../../src/packages/rider/pages/statement/stating'
import type { MySignUp, SignUp } from '../../src/services/signups'
import { answerWords, mineWords } from '../../src/utils/shift-words'
import { at } from './support'

const NOW = at('2026-11-26T12:00:00')
const iso = (text: string): string => `${text}+08:00`

function signUp(change: Partial<SignUp> = {}): SignUp {
  return {
    id: 31, shift_id: 7, role_id: 5, state: 'offered', position: null, offer_expires_at: iso('2026-11-26T14:00:00'), cancel_until: iso('2026-11-27T10:30:00'),
    reconfirm_due: null, warnings: [], server_now: iso('2026-11-26T12:00:00'), actions: ['accept', 'refuse', 'withdraw'], version: 1, ...change,
  }
}

test('an offer counts down in whole minutes, never more than there are', () => {
  const own = signUp()
  assert.equal(answerWords(own, NOW), '还有2小时可以回复')
  assert.equal(answerWords(own, NOW + 1), '还有1小时59分可以回复')
  assert.equal(answerWords(own, at('2026-11-26T13:59:01')), '还有不到1分钟可以回复')
  assert.equal(answerWords(own, at('2026-11-26T14:00:00')), '')
  assert.equal(answerWords(signUp({ state: 'registered', offer_expires_at: null }), NOW), '')
})

test('a phone that is two hours wrong would count wrong: the words come from the time they are given', () => {
  assert.notEqual(answerWords(signUp(), NOW), answerWords(signUp(), NOW - 7_200_000))
})

test('an open call is first come, first served, and can be answered', () => {
  const called = signUp({ state: 'waitlisted', position: 3, offer_expires_at: null, actions: ['accept', 'withdraw'] })
  assert.equal(mineWords(called, NOW).text, '有空位，先到先得')
  assert.deepEqual(repliesOf(called).map(({ what }) => what), ['accept'])
})

test('what is said of each answer differs', () => {
  assert.equal(new Set((['accept', 'refuse', 'reconfirm'] as const).map(repliedWords)).size, 3)
})

const SHIFT = {
  id: 7, title: '雪后清冰', team: null, issuer: { id: 2, name: '青得里街道办事处' }, kind: 'service', starts_at: iso('2026-11-26T20:00:00'),
  ends_at: iso('2026-11-26T21:00:00'), planned_minutes: 60, area_code: '652701001', station_code: null, place: '光明社区', lat: 44.904, lng: 82.071,
  capacity: 1, registered: 0, waitlisted: 0, signup_state: 'full_waitlist', status: 'published', actions: [], version: 1,
} as unknown as MySignUp['shift']

test('in my shifts an offer shows how long it runs and both answers; what was said stays with its shift', () => {
  const line = aheadLine({ ...signUp(), shift: SHIFT }, undefined, NOW, null)
  assert.deepEqual([line.countdown, line.said, line.replies.map(({ words }) => words)], ['还有2小时可以回复', '', ['接受名额', '让给下一位']])
  const told = aheadLine({ ...signUp({ state: 'registered', actions: ['withdraw'], offer_expires_at: null }), shift: SHIFT }, { said: '名额是你的了', busy: '', problem: '', resend: false }, NOW, null)
  assert.deepEqual([told.said, told.replies, told.countdown], ['名额是你的了', [], '8小时后开始'])
})

test('what one left lies behind one, what waits or is offered ahead, what was called off behind that', () => {
  const states = ['cancelled', 'shift_cancelled', 'waitlisted', 'excused', 'offered', 'registered', 'lapsed'] as const
  const all = states.map((state, place): MySignUp => ({ ...signUp({ state, shift_id: place }), shift: SHIFT }))
  const shown = (told = new Map<number, typeof SILENT>()) => {
    const { ahead, left } = parted(all, told)
    return [ahead, left].map((some) => some.map(({ state }) => state))
  }
  assert.deepEqual(shown(), [['waitlisted', 'offered', 'registered', 'shift_cancelled'], ['lapsed', 'excused', 'cancelled']])
  const [ahead] = shown(new Map([[0, { ...SILENT, said: '让给下一位了' }], [3, SILENT]]))
  assert.deepEqual(ahead, ['cancelled', 'waitlisted', 'offered', 'registered', 'shift_cancelled'], 'and what was answered here stays where it is')
})

const PLAN = { starts_at: iso('2026-11-26T10:00:00'), ends_at: iso('2026-11-26T11:00:00') }
const AFTER = at('2026-11-26T12:30:20')

test('a statement begins with the plan and goes out as it stands', () => {
  const form = begun(PLAN, { state: 'no_show' }, AFTER)
  assert.deepEqual(sideLines(form).map(({ name, time }) => [name, time]), [['到了', '10:00'], ['走了', '11:00']])
  assert.deepEqual(stated({ ...form, why: '手机没电' }), { checked_in_at: '2026-11-26T02:00:00.000Z', checked_out_at: '2026-11-26T03:00:00.000Z', note: '手机没电' })
})

test('whoever was scanned in states only when they went', () => {
  const form = begun(PLAN, { state: 'checked_in' }, AFTER)
  assert.deepEqual(sideLines(form).map(({ side }) => side), ['went'])
  assert.equal(stated(form).checked_in_at, null)
  assert.equal(moved(form, 'came', -5, PLAN, AFTER), form)
})

test('times move by taps, stay near the shift, behind now and in order', () => {
  const form = begun(PLAN, { state: 'registered' }, AFTER)
  const many = (side: 'came' | 'went', minutes: number) => Array.from({ length: 40 }).reduce((one: typeof form) => moved(one, side, minutes, PLAN, AFTER), form)
  assert.equal(many('came', -15).came, at('2026-11-26T09:00:00'))
  assert.equal(many('came', 15).came, form.went - 60_000)
  assert.equal(many('went', 15).went, at('2026-11-26T12:30:00'))
  assert.equal(many('went', -15).went, form.came! + 60_000)
  const later = at('2026-11-27T12:00:00')
  assert.equal(Array.from({ length: 40 }).reduce((one: typeof form) => moved(one, 'went', 15, PLAN, later), form).went, at('2026-11-26T14:00:00'))
})

test('during the shift the end is now, not the plan', () => {
  assert.equal(begun(PLAN, { state: 'registered' }, at('2026-11-26T10:30:40')).went, at('2026-11-26T10:30:00'))
  const early = begun(PLAN, { state: 'registered' }, at('2026-11-26T10:00:00'))
  assert.ok(early.went > early.came!)
})

test('what was said before is named when somebody comes back', () => {
  const plain = begun(PLAN, { state: 'no_show' }, AFTER)
  const form = { ...plain, told: { came: plain.came, went: plain.went, at: AFTER } }
  assert.equal(saidBefore(form, AFTER + 60_000), '你12:30说过：10:00-11:00。再发一次就换成新的。')
  assert.equal(saidBefore(plain, AFTER), '')
  assert.equal(saidBefore(form, AFTER + 86_400_000), '你11月26日12:30说过：10:00-11:00。再发一次就换成新的。')
  const changed = moved(form, 'went', -5, PLAN, AFTER)
  assert.deepEqual([isSent(form), isSent(changed), isSent(plain)], [true, false, false])
  assert.match(saidBefore(changed, AFTER), /10:00-11:00/)
})

test('a claim code is read as people type it, and what is missing is counted', () => {
  assert.equal(codeOf(' abcd-2345 gh '), 'ABCD2345GH')
  assert.equal(missing('ABCD2345'), '领取码是10位，还差2位。')
  assert.equal(missing('ABCD2345GHK'), '领取码是10位，多了几位。')
  assert.equal(missing('ABCD2345GH'), '')
})

test('the same words go out under one key until they were answered', () => {
  let count = 0
  const sending = createSending(() => `key${(count += 1)}`)
  assert.equal(sending.keyOf({ text: '甲' }), 'key1')
  assert.equal(sending.keyOf({ text: '甲' }), 'key1')
  assert.equal(sending.keyOf({ text: '乙' }), 'key2')
  sending.answered()
  assert.equal(sending.keyOf({ text: '乙' }), 'key3')
})
