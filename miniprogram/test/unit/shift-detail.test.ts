import assert from 'node:assert/strict'
import { test } from 'node:test'
import { offline, refused, unknown } from '../../src/core/problem'
import { type Act, createActs, outcomeOf } from '../../src/pages/shift/acting'
import { describe, doneWords, leaveWords } from '../../src/pages/shift/describing'
import type { ShiftDetail } from '../../src/services/shifts'
import type { SignUp } from '../../src/services/signups'
import { createLooks } from '../../src/utils/looks'
import { at } from './support'

const NOW = at('2026-11-26T12:00:00')
const iso = (text: string): string => `${text}+08:00`

function signUp(change: Partial<SignUp> = {}): SignUp {
  return {
    id: 31, shift_id: 7, role_id: 5, state: 'registered', position: null, offer_expires_at: null, cancel_until: iso('2026-11-27T10:30:00'),
    reconfirm_due: null, warnings: [], server_now: iso('2026-11-26T12:00:00'), actions: ['withdraw'], version: 1, ...change,
  }
}

type Role = ShiftDetail['roles'][number]
const role = (change: Partial<Role> = {}): Role => ({ id: 5, name: '志愿者', capacity: 4, waitlist_max: null, skills: '', registered: 2, waitlisted: 0, free: 2, ...change })

function detail(change: Partial<ShiftDetail> = {}): ShiftDetail {
  return {
    id: 7, title: '雪后清冰', team: null, issuer: { id: 2, name: '青得里街道办事处' }, kind: 'service', starts_at: iso('2026-11-27T13:30:00'),
    ends_at: iso('2026-11-27T14:00:00'), planned_minutes: 30, area_code: '652701001', station_code: null, place: '光明社区', lat: 44.904, lng: 82.071,
    capacity: 4, registered: 2, waitlisted: 0, signup_state: 'open', status: 'published', actions: [], version: 1, risk_text: '路面湿滑',
    insurance_text: '已投意外险', meeting_point: '光明社区', private_place: null, signup_opens_at: null, signup_closes_at: iso('2026-11-27T13:30:00'),
    cancel_until: iso('2026-11-27T10:30:00'), min_age: 18, series_id: null, waits_for: null, cancel_reason: null, roles: [role()], my_signup: null,
    server_now: iso('2026-11-26T12:00:00'), ...change,
  }
}

const shown = (change: Partial<ShiftDetail> = {}, chosen: number | null = null, now = NOW) => describe(detail(change), chosen, now, null)

test('risk and insurance are said, also when nobody wrote them', () => {
  assert.deepEqual([shown().risk, shown().insurance], ['路面湿滑', '已投意外险'])
  const bare = shown({ risk_text: '', insurance_text: '' })
  assert.deepEqual([bare.risk, bare.insurance], ['组织方没有写风险。', '组织方没有写保险。'])
})

test('a free place is 报名; a full shift is a place in the queue; neither is no button', () => {
  assert.equal(shown().signUp, '报名')
  const full = [role({ free: 0, registered: 4, waitlisted: 3 })]
  assert.equal(shown({ signup_state: 'full_waitlist', roles: full }).signUp, '报名候补，前面3人')
  assert.equal(shown({ signup_state: 'full', roles: [role({ free: 0, waitlist_max: 0 })] }).signUp, '')
  for (const signup_state of ['not_open', 'closed', 'cancelled', 'done'] as const) assert.equal(shown({ signup_state }).signUp, '')
})

test('a free place while somebody waits goes to the queue, as the service has it', () => {
  assert.equal(shown({ roles: [role({ free: 1, waitlisted: 2 })] }).signUp, '报名候补，前面2人')
})

test('an old answer offers no sign-up once the shift began', () => {
  assert.equal(shown({}, null, at('2026-11-27T13:30:00')).signUp, '')
})

test('why one cannot sign up, or until when one can', () => {
  assert.equal(shown().why, '明天13:30报名截止')
  assert.equal(shown({ signup_state: 'not_open', signup_opens_at: iso('2026-11-26T18:00:00') }).why, '18:00开始报名')
  assert.equal(shown({ signup_state: 'cancelled', status: 'cancelled', cancel_reason: '雪太大' }).why, '取消原因：雪太大')
})

test('roles are shown where there is a choice; the first with a place is chosen, and the one that was tapped stays', () => {
  assert.deepEqual(shown().roles, [])
  assert.equal(shown().chosen, 5)
  const roles = [role({ id: 1, free: 0, waitlist_max: 0 }), role({ id: 2, name: '引导' }), role({ id: 3, name: '医护', skills: '急救' })]
  assert.equal(shown({ roles }).chosen, 2)
  assert.equal(shown({ roles }, 3).chosen, 3)
  assert.deepEqual(shown({ roles }, 3).roles.map(({ open, chosen, skills }) => [open, chosen, skills]), [[false, false, ''], [true, false, ''], [true, true, '要会：急救']])
})

test('signed up: the way out, the free hour, what is tight beside it, no sign-up', () => {
  const mine = signUp({ warnings: [{ slug: 'overlap', title: '和「护学」重叠 10 分钟', shift_id: 9 }] })
  const one = shown({ my_signup: mine })
  assert.deepEqual([one.mine, one.signUp, one.leave, one.why], ['已报名', '', '取消报名', ''])
  assert.deepEqual(one.notes, ['和「护学」重叠 10 分钟', '明天10:30前取消不留记录'])
})

test('waiting: the place in the queue, and that it has to be accepted', () => {
  const one = shown({ my_signup: signUp({ state: 'waitlisted', position: 2 }) })
  assert.deepEqual([one.mine, one.leave], ['候补第2位', '不候补了'])
  assert.match(one.notes.join(), /接受/)
})

test('left before: said, and open to sign up again', () => {
  const one = shown({ my_signup: signUp({ state: 'excused', actions: [] }) })
  assert.deepEqual([one.mine, one.signUp, one.notes], ['', '报名', ['你之前：跑单没去成']])
})

test('the service says what may be answered', () => {
  const offered = signUp({ state: 'offered', offer_expires_at: iso('2026-11-26T14:00:00'), actions: ['accept', 'refuse', 'withdraw'] })
  assert.deepEqual(shown({ my_signup: offered }).replies.map(({ what, main }) => [what, main]), [['accept', true], ['refuse', false]])
  assert.deepEqual(shown({ my_signup: signUp() }).replies, [])
})

test('an offer says how long it runs and what happens at its end; leaving is the same as passing it on', () => {
  const offered = signUp({ state: 'offered', offer_expires_at: iso('2026-11-26T14:00:00'), actions: ['accept', 'refuse', 'withdraw'] })
  const one = shown({ my_signup: offered })
  assert.deepEqual([one.answerIn, one.leave], ['还有2小时可以回复', ''])
  assert.match(one.notes.join(), /14:00前没回复，名额先给下一位，你接着在那位后面候补/)
  const late = shown({ my_signup: offered }, null, at('2026-11-26T14:00:00'))
  assert.equal(late.answerIn, '')
  assert.deepEqual([late.notes.length, late.replies.length], [1, 2])
})

test('an open call and a move say what may be answered and that silence costs nothing', () => {
  const called = shown({ my_signup: signUp({ state: 'waitlisted', position: 3, actions: ['accept', 'withdraw'] }) })
  assert.deepEqual([called.mine, called.leave, called.replies.length], ['有空位，先到先得', '不候补了', 1])
  const moved = shown({ my_signup: signUp({ reconfirm_due: iso('2026-11-27T12:00:00'), actions: ['reconfirm', 'withdraw'] }) })
  assert.match(moved.notes[0]!, /不回复也给你留着位置/)
})

test('whoever was not scanned may say when they were there', () => {
  assert.equal(shown({ my_signup: signUp({ state: 'no_show', actions: ['state'] }) }).sayTimes, '没签上？自己说一下时间')
  assert.equal(shown({ my_signup: signUp({ state: 'checked_in', actions: ['state'] }) }).sayTimes, '忘了签退？补一下时间')
  assert.equal(shown({ my_signup: signUp() }).sayTimes, '')
})

test('checking in is offered while a scan counts, to whoever comes', () => {
  const soon = at('2026-11-27T12:45:00')
  assert.equal(shown({ my_signup: signUp() }, null, soon).checkIn, '扫码签到')
  assert.equal(shown({ my_signup: signUp({ state: 'checked_in' }) }, null, soon).checkIn, '扫码签退')
  assert.equal(shown({ my_signup: signUp() }).checkIn, '')
  assert.equal(shown({ my_signup: signUp({ state: 'waitlisted' }) }, null, soon).checkIn, '')
})

test('leaving is free until its hour, also after a move; later 跑单走不开 leaves no mark', () => {
  assert.deepEqual([leaveWords(signUp(), NOW).excused, leaveWords(signUp(), NOW).plain], ['', '取消报名'])
  const late = leaveWords(signUp(), at('2026-11-27T10:30:01'))
  assert.deepEqual([late.excused, late.plain], ['跑单走不开', '不是跑单，临时取消'])
  assert.match(late.text, /过了10:30/)
  assert.equal(leaveWords(signUp(), at('2026-11-27T10:30:00')).excused, '')
  assert.equal(leaveWords(signUp({ reconfirm_due: iso('2026-11-27T12:00:00') }), at('2026-11-27T11:00:00')).excused, '')
  assert.equal(leaveWords(signUp({ state: 'waitlisted' }), at('2026-11-27T11:00:00')).plain, '不候补了')
})

test('what is said when it is done', () => {
  assert.equal(doneWords(signUp()), '报上了')
  assert.equal(doneWords(signUp({ state: 'waitlisted', position: 3 })), '已候补，第3位')
})

const act = (name: string, key: string): Act => ({ name, key, busy: '', run: () => Promise.resolve(null), said: () => '' })

test('without an answer the same act goes out under its first key, another act under its own', () => {
  const acts = createActs()
  acts.begin(7, act('sign-up 5', 'one'))
  acts.unanswered(7, true, NOW)
  assert.equal(acts.begin(7, act('sign-up 5', 'two')).key, 'one')
  assert.equal(acts.begin(7, act('sign-up 6', 'three')).key, 'three')
  acts.end(7)
  assert.equal(acts.begin(7, act('sign-up 6', 'four')).key, 'four')
})

test('on show what may have had its effect is repeated, what never left is not, nor what is long ago', () => {
  const acts = createActs()
  acts.begin(7, act('sign-up 5', 'one'))
  assert.equal(acts.due(7, NOW), null)
  acts.unanswered(7, true, NOW)
  assert.equal(acts.due(7, NOW + 60_000)?.key, 'one')
  assert.equal(acts.due(8, NOW), null)
  assert.equal(acts.due(7, NOW + 600_000), null)
  acts.unanswered(7, false, NOW)
  assert.equal(acts.due(7, NOW), null)
  assert.equal(acts.begin(7, act('sign-up 5', 'two')).key, 'one')
})

test('a refusal is said in the words of the service', () => {
  const body = { type: '/problems/overlapping-shift', title: '和您报的另一个班次时间重叠', status: 409, detail: '和「适老送餐」时间重叠' }
  assert.deepEqual(outcomeOf(refused(409, body, {})), { state: 'refused', words: '和「适老送餐」时间重叠' })
  assert.equal(outcomeOf(refused(409, { ...body, detail: undefined }, {})).words, '和您报的另一个班次时间重叠')
  assert.equal(outcomeOf(refused(409, { ...body, type: '/problems/already-signed-up' }, {})).state, 'there')
  assert.equal(outcomeOf(unknown()).state, 'unknown')
  assert.equal(outcomeOf(offline()).state, 'kept')
})

test('a look begun before a sign-up and answered after it takes nothing back; another shift is not touched', () => {
  const looks = createLooks()
  const [before, after, other] = [looks.begin(), looks.begin(), looks.begin()]
  looks.answered(7, after)
  looks.answered(8, other)
  assert.deepEqual([looks.overtaken(7, before), looks.overtaken(7, after), looks.overtaken(7, looks.begin())], [true, false, false])
  looks.acted(7)
  assert.equal(looks.overtaken(7, other), true)
})

test('whoever was there says how it was once it is over, and nobody else does', () => {
  const over = at('2026-11-27T14:00:00')
  const rates = (state: SignUp['state'], now = over) => shown({ my_signup: signUp({ state }) }, null, now).rates
  assert.deepEqual([rates('checked_out'), rates('checked_in'), rates('checked_out', over - 1)], [true, true, false])
  assert.deepEqual((['registered', 'waitlisted', 'no_show', 'cancelled'] as const).map((state) => rates(state)), [false, false, false, false])
  assert.equal(shown({}, null, over).rates, false)
})
