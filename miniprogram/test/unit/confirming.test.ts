import assert from 'node:assert/strict'
import { test } from 'node:test'
import { batchesOf, byShift, lookRow, nameOf, pilesOf, settles, shownOf, startsAt, stepped, sumOf } from '../../src/packages/staff/confirming'
import { doneLines, outcomeOf, stillOpen, UNDO_MS } from '../../src/packages/staff/undoing'
import type { Decided, Queued } from '../../src/services/confirming'

const SHIFT = { id: 7, title: '扫雪', starts_at: '2026-11-25T11:00:00+08:00', ends_at: '2026-11-25T12:00:00+08:00', area_code: '652701001001' }

function row(change: Partial<Queued> = {}): Queued {
  return {
    id: 1, shift: SHIFT, person: { account: 'A1', display_name: '小王', person_ref: null }, service_date: '2026-11-25', planned_minutes: 60,
    measured_minutes: 60, proposed_minutes: 60, minutes: 0, changed_minutes: null, doubts: [], pile: 'normal', own: false,
    issuer: { id: 2, name: '青得里街道' }, state: 'pending', sampled: false, version: 1, actions: ['confirm', 'reject'], ...change,
  }
}

const look = (id: number, ...doubts: string[]): Queued => row({ id, doubts, pile: 'look' })

test('one button takes what is normal and one may confirm; the rest is looked at, no check-out first; one’s own and what is not theirs are for others', () => {
  const own = row({ id: 9, own: true, pile: 'look', doubts: ['own-row'], actions: [] })
  const read = row({ id: 8, actions: [] })
  const piles = pilesOf([row(), look(2, 'left-early'), look(3, 'came-late', 'no-check-out'), own, read, look(4, 'no-check-out')])
  assert.deepEqual(piles.normal.map(({ id }) => id), [1])
  assert.deepEqual(piles.look.map(({ id }) => id), [3, 4, 2])
  assert.deepEqual(piles.own.map(({ id }) => id), [9])
})

test('a batch holds a hundred, each with the version that was seen', () => {
  const many = Array.from({ length: 205 }, (_, at) => row({ id: at + 1, version: 2 }))
  assert.deepEqual(batchesOf(many).map((batch) => batch.length), [100, 100, 5])
  assert.deepEqual(batchesOf(many)[2]![4], { id: 205, version: 2 })
  assert.deepEqual(batchesOf([]), [])
  assert.equal(sumOf(many), 205 * 60)
})

test('the first page says how many people at which shift', () => {
  const other = row({ id: 3, shift: { ...SHIFT, id: 8, title: '护学' } })
  assert.deepEqual(byShift([row(), row({ id: 2 }), other]), ['扫雪 2人', '护学 1人'])
})

test('the reason is in words', () => {
  const shown = lookRow(row({ measured_minutes: 41, proposed_minutes: 41, doubts: ['left-early'], pile: 'look' }))
  assert.deepEqual([shown.measure, shown.doubts, shown.stands], ['计划1小时，到了41分钟', ['走得早'], '记41分钟'])
  const left = lookRow(row({ measured_minutes: null, doubts: ['no-check-out', 'by-planned'], pile: 'look' }))
  assert.deepEqual([left.measure, left.doubts], ['计划1小时，缺的一头按计划时间算', ['没签退', '按计划时间算的']])
  const waits = lookRow(row({ measured_minutes: null, proposed_minutes: 63, doubts: ['check-out-waiting'], pile: 'look' }))
  assert.deepEqual([waits.measure, waits.doubts, waits.stands], ['计划1小时，缺的一头按计划时间算，早到的几分钟也算', ['签退等确认'], '记1小时3分'])
  assert.equal(lookRow(row({ measured_minutes: null })).measure, '计划1小时，到了多久不知道')
  assert.equal(left.when, '11月25日 周三 11:00-12:00')
})

test('one’s own row has nothing to tap and says why', () => {
  const shown = lookRow(row({ own: true, actions: ['object'], pile: 'look', doubts: ['own-row'] }))
  assert.deepEqual(Object.values(shown.may).some(Boolean), false)
  assert.equal(shown.why, '这是你自己的时长，要由别人确认。')
})

test('over a cap the second reader agrees or refuses and changes nothing; the first one waits', () => {
  const waits = row({ state: 'awaiting_second', minutes: 540, proposed_minutes: 530, pile: 'look' })
  const second = lookRow(waits)
  assert.deepEqual([second.may.agree, second.may.confirm, second.may.change, second.may.refuse], [true, false, false, true])
  assert.equal(settles(waits), 540)
  const first = lookRow({ ...waits, actions: ['reject'] })
  assert.deepEqual([first.may.agree, first.may.refuse, first.why], [false, true, '要由另一位复核人确认。'])
})

test('what is confirmed is corrected or read; no minutes can only be changed or refused', () => {
  const decided = row({ state: 'confirmed', minutes: 60, changed_minutes: 45, actions: ['correct'], pile: 'look' })
  assert.deepEqual([lookRow(decided).may.correct, lookRow(decided).may.confirm, startsAt(decided)], [true, false, 45])
  assert.equal(lookRow(decided).stands, '已经确认1小时，现在按签到算是45分钟')
  assert.equal(lookRow(row({ state: 'confirmed', sampled: true, actions: ['read'], minutes: 60 })).may.read, true)
  const refused = row({ state: 'rejected', minutes: 0, proposed_minutes: 38, actions: ['correct'] })
  assert.deepEqual([lookRow(refused).stands, startsAt(refused)], ['现在没有算时长', 38])
  const none = lookRow(row({ proposed_minutes: 0, pile: 'look' }))
  assert.deepEqual([none.may.confirm, none.may.change, none.why], [false, true, '没有时长可确认，改一下或者不算。'])
})

test('minutes go by fives between the least and a day', () => {
  assert.equal(stepped(41, -5, 1), 36)
  assert.equal(stepped(3, -5, 1), 1)
  assert.equal(stepped(3, -5, 0), 0)
  assert.equal(stepped(1438, 5, 1), 1440)
})

test('the same row stays under the finger; a form that was left open comes first; who is gone gives way to the next', () => {
  const items = [look(1), look(2), look(3)]
  const none = () => false
  assert.equal(shownOf(items, 2, 0, none)?.id, 2)
  assert.equal(shownOf(items, 0, 0, (id) => id === 3)?.id, 3)
  assert.equal(shownOf(items, 0, 0, none)?.id, 1)
  assert.equal(shownOf([items[0]!, items[2]!], 2, 1, none)?.id, 3)
  assert.equal(shownOf([items[0]!], 2, 1, none)?.id, 1)
  assert.equal(shownOf([], 2, 1, none), null)
})

test('a walk-in has a label, whoever may not see names a pseudonym', () => {
  assert.equal(nameOf(row({ person: { account: null, display_name: '现场 3', person_ref: null } })), '现场 3')
  assert.equal(nameOf(row({ person: { account: null, display_name: null, person_ref: 'p-9' } })), 'p-9')
  assert.equal(nameOf(row({ person: { account: null, display_name: null, person_ref: null } })), '没留名字的人')
})

test('ten minutes one may take it back, not a moment longer', () => {
  const done = { batches: ['b1', 'b2'], words: '确认了6条', at: 1_000_000 }
  assert.deepEqual(doneLines([done], done.at), [{ key: 'b1', words: '确认了6条', left: '还有10分钟能撤销' }])
  assert.equal(doneLines([done], done.at - 400)[0]!.left, '还有10分钟能撤销') // a clock that was set back by less than a second
  assert.equal(doneLines([done], done.at + UNDO_MS - 1)[0]!.left, '还有1分钟能撤销')
  assert.deepEqual(stillOpen([done], done.at + UNDO_MS), [])
})

test('a batch tells how many passed and why the first of the others did not', () => {
  const problem = { type: '/problems/stale-version', title: '已经被改过', status: 412 }
  const batch: Decided = { batch_id: 'b', items: [{ id: 1, status: 200, minutes: 60 }, { id: 2, status: 412, problem }, { id: 3, status: 200, minutes: 41, state: 'awaiting_second' }] }
  assert.deepEqual(outcomeOf([batch]), { passed: 2, minutes: 101, seconds: 1, failed: 1, title: '已经被改过', stale: true })
})
