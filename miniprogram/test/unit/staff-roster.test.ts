import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claimLine, claimWords, rosterWords } from '../../src/packages/staff/pages/roster/rows'
import {
  isNothing, lacking, moved, NOTHING, opened, type Open, openWords as wordsOf, type OpenWords, tapped, timesOf, turned,
} from '../../src/packages/staff/pages/roster/writing'
import { LINKS } from '../../src/pages/me/mine'
import type { RosterRow, WalkIn } from '../../src/services/leading'
import { v } from '../../src/texts/volunteering'
import { at } from './support'

const SHIFT = { starts_at: '2026-11-26T11:00:00+08:00', ends_at: '2026-11-26T12:00:00+08:00' }
const ROW = {
  id: 1, account: 'A1', display_name: '小张', role_id: 1, state: 'registered', position: null, extra: false, reconfirm_due: null,
  checked_in_at: null, checked_out_at: null, attendance_source: null, stated_in_at: null, stated_out_at: null, stated_note: '',
  actions: ['mark', 'move', 'remove', 'reveal_phone'], version: 1,
} as unknown as RosterRow

const ROLES = [{ id: 1, name: '铲冰' }, { id: 2, name: '引导' }, { id: 3, name: '后勤' }]

function openWords(open: Open): OpenWords {
  return wordsOf(open, [ROW], ROLES)!
}

test('who comes, who waits and the rest stand apart, with how many are there', () => {
  const rows = [
    ROW,
    { ...ROW, id: 2, state: 'checked_in', checked_in_at: SHIFT.starts_at, attendance_source: 'staff', extra: true },
    { ...ROW, id: 3, state: 'waitlisted', position: 2, actions: ['admit'] },
    { ...ROW, id: 4, state: 'no_show', actions: ['excuse'] },
  ] as RosterRow[]
  const { count, coming, queue, others } = rosterWords(rows, ROLES.slice(0, 1))
  assert.equal(count, '到了1人，名单上2人')
  assert.deepEqual([coming, queue, others].map((lines) => lines.map(({ id }) => id)), [[1, 2], [3], [4]])
  assert.deepEqual([coming[1]!.times, coming[1]!.notes], ['11:00到', ['现场加入', '手动登记的']])
  assert.equal(queue[0]!.state, '候补第2位')
  assert.deepEqual(coming[0]!.acts.map(({ words }) => words), ['手动登记', '移出', '看电话'])
})

test("one's own row has nothing to tap", () => {
  assert.deepEqual(rosterWords([{ ...ROW, actions: [] } as RosterRow], ROLES).coming[0]!.acts, [])
})

test('times by hand begin with the plan as far as it has come, with scans before all else', () => {
  const half = opened(ROW, 'mark', SHIFT, 'k', at('2026-11-26T11:30:20'))
  assert.deepEqual([half.inAt, half.outAt], [at('2026-11-26T11:00:00'), null])
  const early = opened(ROW, 'mark', SHIFT, 'k', at('2026-11-26T10:40:20'))
  assert.equal(early.inAt, at('2026-11-26T10:40:00'))
  const over = opened({ ...ROW, checked_in_at: '2026-11-26T11:07:00+08:00' } as RosterRow, 'mark', SHIFT, 'k', at('2026-11-26T12:30:00'))
  assert.deepEqual([openWords(over).arrival, openWords(over).leaving], ['11:07', '12:00'])
})

test('minutes move by taps; 没来 takes the leaving with it, 来了 brings the plan back', () => {
  const now = at('2026-11-26T12:30:00')
  const open = opened(ROW, 'mark', SHIFT, 'k', now)
  assert.equal(openWords(moved(open, 'inAt', -5)).arrival, '10:55')
  const absent = turned(open, 'inAt', SHIFT, now)
  assert.deepEqual(timesOf(absent), { checked_in_at: null, checked_out_at: null })
  assert.deepEqual([openWords(absent).came, moved(absent, 'inAt', 5).inAt], [false, null])
  assert.equal(openWords(turned(absent, 'inAt', SHIFT, now)).arrival, '11:00')
})

test('a chosen reason is marked, each act has its own', () => {
  const open = { ...opened(ROW, 'remove', SHIFT, 'k', 0), reason: '本人说不来了' }
  assert.deepEqual(openWords(open).reasons.filter(({ on }) => on).map(({ text }) => text), ['本人说不来了'])
  assert.equal(openWords({ ...open, what: 'reveal_phone' }).reasons.length, 4)
})

test('of several roles each line says its own, and another is chosen like a reason', () => {
  const { coming } = rosterWords([ROW], ROLES)
  assert.deepEqual([coming[0]!.notes, coming[0]!.acts.map(({ words }) => words)], [['铲冰'], ['手动登记', '换岗位', '移出', '看电话']])
  const open = opened(ROW, 'move', SHIFT, 'k', 0)
  assert.deepEqual(openWords(open).reasons.map(({ text }) => text), ['引导', '后勤'])
  assert.deepEqual([lacking(open), lacking({ ...open, reason: '后勤' }), lacking({ ...open, what: 'remove' })], ['先点一个岗位', '', '先点一个原因'])
})

test('a second tap shuts what was open; what can no longer be done is not shown', () => {
  const open = tapped(null, ROW, 'mark', SHIFT, 'k', 0)!
  assert.equal(tapped(open, ROW, 'mark', SHIFT, 'l', 0), null)
  assert.equal(tapped(open, ROW, 'remove', SHIFT, 'l', 0)!.what, 'remove')
  assert.equal(wordsOf(open, [{ ...ROW, actions: [] } as RosterRow], ROLES), null)
  assert.equal(wordsOf(open, [], ROLES), null)
  assert.deepEqual([isNothing(NOTHING), isNothing({ ...NOTHING, open }), isNothing({ ...NOTHING, number: 'A' }), isNothing({ ...NOTHING, walkIn: 'n' })], [true, false, false, false])
})

test('a claim code is read out in two halves', () => {
  assert.equal(claimWords('ABCDE23456'), 'ABCDE 23456')
})

test('the slip for whoever has no account names the pages and the button that are there', () => {
  const { hint } = claimLine({ id: 1, label: '现场 1', claim_code: 'ABCDE23456', claim_until: '2026-12-26T10:00:00+08:00' } as WalkIn)
  assert.deepEqual([...hint.matchAll(/「(.*?)」/g)].map(([, name]) => name), ['我的', '我的时长', v.claimWalkIn])
  assert.ok(LINKS.some(({ text }) => text === '我的时长'))
})

test('whoever went is gone, also before it began: nothing is said of what was done', () => {
  const row = { ...ROW, state: 'checked_out', checked_in_at: '2026-11-26T10:40:00+08:00', checked_out_at: '2026-11-26T10:50:00+08:00' } as RosterRow
  assert.equal(rosterWords([row], []).coming[0]!.state, '走了')
})
