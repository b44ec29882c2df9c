import assert from 'node:assert/strict'
import { test } from 'node:test'
import { actFailed, createOnce } from '../../src/packages/staff/once'
import { checkinRows } from '../../src/packages/staff/pages/checkins/settling'
import { pileWords } from '../../src/packages/staff/pages/confirm/piling'
import { formOf, lacking, shownForm, steppedForm, toShow, withReason } from '../../src/packages/staff/pages/confirm-one/forming'
import { objectionRows } from '../../src/packages/staff/pages/objections/answering'
import { dayOf } from '../../src/packages/staff/pages/today/listing'
import { Failure, offline, unknown } from '../../src/core/problem'
import type { ObjectionInQueue, Queued } from '../../src/services/confirming'
import type { PendingCheckin, Work } from '../../src/services/work'

const NOW = Date.parse('2026-11-26T18:00:00+08:00')
const SHIFT = { id: 7, title: '扫雪', starts_at: '2026-11-25T11:00:00+08:00', ends_at: '2026-11-25T12:00:00+08:00', area_code: '652701001001' }

function row(change: Partial<Queued> = {}): Queued {
  return {
    id: 1, shift: SHIFT, person: { account: 'A1', display_name: '小王', person_ref: null }, service_date: '2026-11-25', planned_minutes: 60,
    measured_minutes: 60, proposed_minutes: 60, minutes: 0, changed_minutes: null, doubts: [], pile: 'normal', own: false,
    issuer: { id: 2, name: '青得里街道' }, state: 'pending', sampled: false, version: 1, actions: ['confirm', 'reject'], ...change,
  }
}

function work(change: Partial<Work> = {}): Work {
  return {
    shifts: [], hours_pending: 0, objections_open: 0, checkins_pending: 0, stations_stale: 0, reports_open: 0, actions: ['see_hours'],
    server_now: '2026-11-26T18:00:00+08:00', ...change,
  }
}

const CARD = {
  id: 3, title: '护学', starts_at: '2026-11-26T13:30:00+08:00', ends_at: '2026-11-26T14:00:00+08:00', place: '小学门口', registered: 2, capacity: 4,
  status: 'published', my_part: 'leader',
} as Work['shifts'][number]

test('today says what waits, nothing that does not, and leads there', () => {
  const pending = [row(), row({ id: 2 }), row({ id: 3, pile: 'look', doubts: ['left-early'] }), row({ id: 4, own: true, pile: 'look', actions: [] })]
  const day = dayOf(work({ hours_pending: 3, objections_open: 1, checkins_pending: 2 }), { pending, seconds: 0 })
  assert.deepEqual(day.normal, { title: '正常 (2)', sum: '一共2小时', shifts: ['扫雪 2人'] })
  assert.deepEqual(day.leads.map(({ text }) => text), ['要看一下 (1)', '异议 (1)', '签到等确认 (2)'])
  assert.equal(day.leads[0]!.url, '/packages/staff/pages/confirm-one/confirm-one?state=pending')
  assert.deepEqual([day.confirms, day.nothing], [true, false])
})

test('a keeper’s day has no hours, and an empty day says so', () => {
  const keeper = dayOf(work({ reports_open: 3, actions: [] }), { pending: [], seconds: 0 })
  assert.deepEqual([keeper.confirms, keeper.leads.map(({ key }) => key)], [false, ['reports']])
  assert.equal(dayOf(work(), { pending: [], seconds: 0 }).nothing, true)
})

test('the shifts are managed by whoever leads some; while that is not known, too', () => {
  assert.deepEqual([undefined, false, true].map((communities) => dayOf(work(), { pending: [], seconds: 0, leads: true, communities }).communities), [false, false, true])
  const manages = (leads: boolean | null) => dayOf(work(), { pending: [], seconds: 0, leads }).manages
  assert.deepEqual([manages(true), manages(false), manages(null)], [true, false, true])
})

test('a shift of today says my part; one of the night before says its day; a draft leads to the shifts', () => {
  const draft = { ...CARD, id: 4, status: 'draft', my_part: null } as Work['shifts'][number]
  const night = { ...CARD, id: 5, starts_at: '2026-11-25T23:30:00+08:00', ends_at: '2026-11-26T00:30:00+08:00' } as Work['shifts'][number]
  const [one, two, three] = dayOf(work({ shifts: [CARD, draft, night] }), { pending: [], seconds: 0 }).shifts
  assert.deepEqual([one!.time, one!.part, one!.status, one!.count], ['13:30-14:00', '你带队', '', '2人报名，名额4'])
  assert.equal(one!.url, '/packages/staff/pages/roster/roster?shift=3')
  assert.deepEqual([two!.part, two!.status, two!.url], ['', '还没发布', '/packages/staff/pages/shifts/shifts'])
  assert.equal(three!.time, '11月25日 23:30-次日00:30')
})

test('all piles of hours, with what one may still read a second time', () => {
  const read = row({ id: 5, state: 'confirmed', actions: ['read'] })
  const piles = pileWords({ pending: [row()], seconds: [row({ id: 4 })], sampled: [read, row({ id: 6, actions: [] })], changed: [], objections: 2 })
  assert.deepEqual(piles.leads.map(({ text }) => text), ['等复核 (1)', '抽查 (1)', '异议 (2)'])
  assert.deepEqual([piles.title, piles.normal[0]!.minutes, piles.empty], ['正常 (1)', '1小时', false])
  assert.equal(pileWords({ pending: [], seconds: [], sampled: [], changed: [], objections: 0 }).empty, true)
})

test('what waits for others’ word leads nowhere: an approver’s pending rows, one’s own that changed', () => {
  const others = row({ id: 7, actions: [] })
  const own = row({ id: 8, state: 'confirmed', own: true, actions: [] })
  const piles = pileWords({ pending: [others], seconds: [row({ id: 9, state: 'awaiting_second' })], sampled: [], changed: [own, others], objections: 0 })
  assert.deepEqual(piles.leads.map(({ text }) => text), ['等复核 (1)'])
  assert.deepEqual(dayOf(work({ hours_pending: 1 }), { pending: [others], seconds: 1, objections: 0 }).leads.map(({ key }) => key), ['seconds'])
})

test('a form stands where it was left, unless that can be done no more', () => {
  const left = { face: 'change', minutes: 45, reason: '忘了签退' } as const
  assert.deepEqual(formOf(row(), left), left)
  assert.deepEqual(formOf(row({ actions: [] }), left), { face: 'look', minutes: 60, reason: '' })
  assert.equal(formOf(row(), { face: 'refuse', minutes: 60, reason: '' }).face, 'refuse')
})

test('a change says its minutes; a correction wants a reason and other minutes, none take it back', () => {
  const form = formOf(row(), { face: 'change', minutes: 41, reason: '' })
  assert.equal(shownForm(row(), steppedForm(row(), form, 5)).changeWords, '确认 46分钟')
  assert.equal(lacking(row(), form), '')
  const decided = row({ state: 'confirmed', minutes: 60, actions: ['correct'] })
  const begun = formOf(decided, { face: 'change', minutes: 60, reason: '' })
  assert.equal(lacking(decided, begun), '和现在的一样，不用更正。')
  const other = steppedForm(decided, begun, -5)
  assert.equal(lacking(decided, other), '为什么改？点一个')
  assert.equal(lacking(decided, withReason(other, '忘了签退')), '')
  assert.deepEqual(withReason(withReason(other, '忘了签退'), '忘了签退').reason, '')
  assert.equal(shownForm(decided, { ...other, minutes: 0 }).changeWords, '全部撤掉')
})

test('each queue shows what can be done there', () => {
  const own = row({ id: 2, own: true })
  assert.deepEqual(toShow('pending', [row(), own], [row({ id: 3 })]).map(({ id }) => id), [3])
  assert.deepEqual(toShow('awaiting_second', [row(), own], []).map(({ id }) => id), [1])
  assert.deepEqual(toShow('sampled', [row({ actions: ['read'] }), row({ id: 4 })], []).map(({ id }) => id), [1])
  assert.deepEqual(toShow('changed', [row({ actions: ['correct'] }), row({ id: 4 })], []).map(({ id }) => id), [1])
})

const CHECKIN: PendingCheckin = {
  id: 9, account: 'A1', display_name: '小王', actions: ['decide'], direction: 'out', evidence: { level: 2, method: 'rotating' }, late: true,
  local_day: '2026-11-26', occurred_at: '2026-11-26T12:01:00+08:00', pair_no: 1, reason: 'late', received_at: '2026-11-26T17:00:00+08:00',
  scanned: null, state: 'pending', target: { kind: 'shift', code: '7', name: '扫雪' },
}

test('a check-in says who, when and why it waits; the reasons fit the answer; one’s own has none', () => {
  const [shut] = checkinRows([CHECKIN], null, NOW)
  assert.deepEqual([shut!.when, shut!.why, shut!.open, shut!.acceptName], ['12:01 签退', '没网时扫的，后来才传上来', false, '小王的签退算'])
  const [yes] = checkinRows([CHECKIN], { id: 9, accept: true }, NOW)
  const [no] = checkinRows([CHECKIN], { id: 9, accept: false }, NOW)
  assert.deepEqual([yes!.open, yes!.reasons.length, no!.reasons.length], [true, 4, 4])
  assert.equal(yes!.reasons.some((reason) => no!.reasons.includes(reason)), false)
  const [own] = checkinRows([{ ...CHECKIN, actions: [] }], { id: 9, accept: true }, NOW)
  assert.deepEqual([own!.may, own!.open], [false, false])
})

test('an objection says by when, what stands, and what was begun', () => {
  const one: ObjectionInQueue = {
    id: 4, hours_id: 1, text: '我到了', created_at: '2026-11-20T10:00:00+08:00', due_on: '2026-11-25', state: 'open', answer: null, answered_at: null,
    hours: row({ state: 'rejected', actions: ['correct'] }), actions: ['answer'],
  }
  const [late] = objectionRows([one], () => '查过', NOW)
  assert.deepEqual([late!.due, late!.late, late!.stands, late!.answer], ['11月25日就该答复了', true, '现在没有算时长', '查过'])
  assert.equal(objectionRows([{ ...one, due_on: '2026-11-26' }], () => '', NOW)[0]!.due, '11月26日前要答复')
})

test('an act keeps its key until it is answered', async () => {
  let made = 0
  const once = createOnce(() => `k${(made += 1)}`, (error) => error instanceof Failure && error.kind === 'unknown')
  const sent: string[] = []
  const send = (error: unknown) => once('act', (key) => (sent.push(key), error ? Promise.reject(error) : Promise.resolve()))
  await assert.rejects(send(unknown()))
  await send(null)
  await assert.rejects(send(offline()))
  await send(null)
  assert.deepEqual(sent, ['k1', 'k1', 'k2', 'k3'])
})

test('a tap that did not do says what to do', () => {
  assert.equal(actFailed(unknown()), '没收到答复。再点一次，不会重复。')
  assert.equal(actFailed(offline()), '没有网络，没有发出去。连上再点一次。')
})
