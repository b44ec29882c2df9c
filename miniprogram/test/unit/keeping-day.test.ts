import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { outcomeOf } from '../../src/packages/keeper/acting'
import { cardSeen } from '../../src/packages/keeper/card'
import { closedWords, closeUntil, closingAgain, closuresNow, nightOpen, saidRows } from '../../src/packages/keeper/day'
import { linksOf, mayOf } from '../../src/packages/keeper/pages/keep/showing'
import type { OpenReports } from '../../src/services/keeping'
import type { Day, StationDetail } from '../../src/services/station'
import { Failure, unknown } from '../../src/core/problem'
import { at } from './support'

const answers = JSON.parse(readFileSync(new URL('./answers.json', import.meta.url), 'utf8'))
const detail = answers['/stations/{code}'] as StationDetail
const EVENING = at('2026-11-26T20:30:20')

const said = (amenity: string, status: string, count: number): OpenReports =>
  ({ amenity, status, count, first_at: '2026-11-26T13:00:00+08:00', last_at: '2026-11-26T13:10:00+08:00' }) as OpenReports

test('riders\' reports: 到了没开 first, then what most say, each with its two answers', () => {
  const rows = saidRows([said('heating', 'limited', 1), said('hot_water', 'broken', 3), said('opening', 'closed', 2), said('heating', 'working', 1)])
  assert.deepEqual(rows.map(({ words }) => words), [['2人说到了没开'], ['3人说热水坏了'], ['1人说暖气勉强能用', '1人说暖气能用']])
  assert.deepEqual(rows.map(({ choices }) => choices.map(({ status, name }) => [status, name])), [
    [['closed', '确实没开'], ['open', '其实开着']],
    [['broken', '坏了'], ['working', '好的']],
    [['limited', '勉强能用'], ['working', '好的']],
  ])
  assert.deepEqual(saidRows([said('tv', 'working', 1)])[0]!.choices.map(({ name }) => name), ['还没好', '好的'])
})

test('a closure always ends: half an hour and an hour at a whole minute, today at midnight or with the night\'s tail', () => {
  const open = (until: string | null): StationDetail => ({ ...detail, open_until: until })
  assert.equal(closeUntil('half', detail, EVENING), '2026-11-26T21:01:00+08:00')
  assert.equal(closeUntil('hour', detail, at('2026-11-26T20:30:00')), '2026-11-26T21:30:00+08:00')
  assert.equal(closeUntil('today', open(null), EVENING), '2026-11-27T00:00:00+08:00')
  assert.equal(closeUntil('today', open('2026-11-26T22:00:00+08:00'), EVENING), '2026-11-27T00:00:00+08:00')
  assert.equal(closeUntil('today', open('2026-11-27T02:00:00+08:00'), EVENING), '2026-11-27T02:00:00+08:00')
  assert.equal(closeUntil('today', open('2026-11-29T02:00:00+08:00'), EVENING), '2026-11-27T00:00:00+08:00')
})

test('while closed the latest end is said; what was planned for later or is over does not count', () => {
  const closure = (id: number, from: string, to: string | null) => ({ id, from, to, reason: '临时有事', substitute_code: null })
  const now = closure(1, '2026-11-26T20:00:00+08:00', '2026-11-26T21:00:00+08:00')
  const later = closure(2, '2026-11-27T20:00:00+08:00', null)
  const over = closure(3, '2026-11-26T10:00:00+08:00', '2026-11-26T20:30:20+08:00')
  assert.deepEqual(closuresNow({ ...detail, closures: [now, later, over] } as StationDetail, EVENING), [now])
  assert.equal(closedWords([now], EVENING), '临时关着，到21:00')
  assert.equal(closedWords([now, { ...now, to: null }], EVENING), '临时关着，还没说几时开')
  assert.equal(closedWords([], EVENING), '')
  assert.deepEqual(closingAgain(now), { from: null, to: now.to, reason: '临时有事', substitute_code: null })
})

const today = (...spans: [string, string][]): Day => ({
  date: '2026-11-26', state: 'open', why: 'rule', intervals: spans.map(([from, to]) => ({ opens_at: `${from}:00+08:00`, closes_at: `${to}:00+08:00` })),
})
const bands = (day: Day | undefined, now: number) => nightOpen(day, now)?.special.intervals.map(({ opens_minute, closes_minute }) => [opens_minute, closes_minute])

test('a night without closing: the band of now goes on to eight, others stay; closed already it opens now', () => {
  assert.deepEqual(bands(today(['2026-11-26T10:00', '2026-11-26T22:00']), EVENING), [[600, 1920]])
  assert.deepEqual(bands(today(['2026-11-26T10:00', '2026-11-26T14:00'], ['2026-11-26T16:00', '2026-11-26T22:00']), EVENING), [[600, 840], [960, 1920]])
  assert.deepEqual(bands(today(['2026-11-26T10:00', '2026-11-26T20:00']), EVENING), [[600, 1200], [1230, 1920]])
  assert.deepEqual(bands(today(), EVENING), [[1230, 1920]])
  assert.deepEqual(bands(undefined, EVENING), [[1230, 1920]])
  assert.deepEqual(bands(today(['2026-11-26T07:00', '2026-11-26T22:00']), EVENING), [[420, 1860]])
  assert.equal(nightOpen(today(['2026-11-26T00:00', '2026-11-27T00:00']), EVENING), null, 'open all day and night')
  assert.equal(nightOpen(today(['2026-11-26T10:00', '2026-11-27T08:00']), EVENING), null)
})

test('after midnight the night is the one that is; the day\'s own bands stay', () => {
  const night = at('2026-11-26T01:20:00')
  assert.deepEqual(bands(today(['2026-11-26T10:00', '2026-11-27T02:00']), night), [[80, 480], [600, 1560]])
  assert.deepEqual(bands(today(['2026-11-26T07:00', '2026-11-26T22:00']), night), [[80, 1320]])
  assert.equal(nightOpen(today(['2026-11-26T10:00', '2026-11-26T22:00']), EVENING)?.until, at('2026-11-27T08:00:00'))
  assert.equal(nightOpen(today(), EVENING)?.special.alert?.includes('不关门'), true)
})

test('no band overlaps another or is longer than a day, whatever the hour', () => {
  for (let minute = 0; minute < 1440; minute += 7) {
    const found = bands(today(['2026-11-26T06:00', '2026-11-26T09:00'], ['2026-11-26T16:00', '2026-11-27T02:00']), at('2026-11-26T00:00:00') + minute * 60_000) ?? []
    found.forEach(([opens, closes], index) => {
      assert.ok(opens! < closes! && closes! - opens! <= 1440 && opens! < 1440, `${minute}: ${opens}-${closes}`)
      assert.ok(index === 0 || opens! >= found[index - 1]![1]!, `${minute}: overlap`)
    })
  }
})

test('what one may do is what the service says; a liaison keeps no hours', () => {
  const liaison = { ...detail, actions: ['set_amenity', 'confirm_daily', 'verify'], verified: null } as StationDetail
  assert.deepEqual(mayOf(liaison), { confirm: true, change: true, close: false, hours: false, settle: false, crowd: false })
  assert.deepEqual(linksOf(liaison, EVENING).map(({ text }) => text), ['每月核对'])
})

test('the card shows the thing just spoken of, too', () => {
  const thing = detail.amenities.find(({ amenity }) => !['hot_water', 'heating', 'phone_charging', 'ebike_charging'].includes(amenity))!
  assert.equal(cardSeen(detail, EVENING, thing.amenity).amenities.length, cardSeen(detail, EVENING).amenities.length + 1)
})

test('an act: done, overtaken with how it stands, no answer, refused', async () => {
  const fail = (error: unknown) => () => Promise.reject(error)
  assert.equal((await outcomeOf(() => Promise.resolve(detail))).kind, 'done')
  const stale = new Failure('problem', 412, 'stale-version', '有人改过', { type: '/problems/stale-version', title: '', status: 412, current: detail })
  assert.deepEqual([(await outcomeOf(fail(stale))).kind, (await outcomeOf(fail(stale))).detail], ['overtaken', detail])
  assert.equal((await outcomeOf(fail(unknown()))).kind, 'unsure')
  assert.equal((await outcomeOf(fail(new Failure('problem', 403, 'not-allowed', '没有权限', null)))).kind, 'refused')
})
