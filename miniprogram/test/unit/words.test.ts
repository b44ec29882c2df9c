import assert from 'node:assert/strict'
import { test } from 'node:test'
import { metresBetween, metresWords, ridingMinutes } from '../../src/utils/distance'
import { rowsAt } from '../../src/utils/rows'
import { agoWords, clockWords, dayWords, isWinter, localDate, minutesWords, untilWords, whenWords } from '../../src/utils/time'
import { openStateAt, type Window } from '../../src/utils/windows'
import { at } from './support'

test('one degree of latitude is 111.2 km; a point is no way from itself', () => {
  assert.equal(metresBetween({ lat: 44, lng: 82 }, { lat: 45, lng: 82 }), 111195)
  assert.equal(metresBetween({ lat: 44, lng: 82 }, { lat: 44, lng: 82 }), 0)
})

test('distances are as exact as one needs on a bike', () => {
  const said = [0, 84, 205, 995, 999, 1000, 2340, 9960, 12_400].map(metresWords)
  assert.deepEqual(said, ['10米', '80米', '210米', '1公里', '1公里', '1公里', '2.3公里', '10公里', '12公里'])
})

test('2,300 m are 12 minutes, as the service reckons', () => {
  assert.equal(ridingMinutes(2300), 12)
})

test('times are Beijing\'s whatever the phone\'s zone', () => {
  const now = at('2026-11-26T23:30:00')
  assert.equal(clockWords(now), '23:30')
  assert.equal(localDate(at('2026-11-27T00:00:00')), '2026-11-27')
  assert.equal(whenWords(at('2026-11-26T23:50:00'), now), '23:50')
  assert.equal(whenWords(at('2026-11-27T09:30:00'), now), '明天09:30')
  assert.equal(whenWords(at('2026-11-28T09:30:00'), now), '周六09:30')
  assert.equal(untilWords(at('2026-11-27T00:00:00'), now), '24:00')
  assert.equal(untilWords(at('2026-11-28T00:00:00'), now), '明天24:00')
  assert.equal(dayWords('2026-12-10', '2026-11-26'), '12月10日')
})

test('ages and lengths in words', () => {
  const now = at('2026-11-26T12:00:00')
  const said = [30, 20 * 60, 90 * 60, 47 * 3600, 49 * 3600].map((s) => agoWords(now - s * 1000, now))
  assert.deepEqual(said, ['刚刚', '20分钟前', '1小时前', '47小时前', '2天前'])
  assert.deepEqual([40, 60, 90].map(minutesWords), ['40分钟', '1小时', '1小时30分'])
})

test('winter is from 1 October to 30 April', () => {
  const days = ['2026-09-30', '2026-10-01', '2027-04-30', '2027-05-01'].map((day) => isWinter(at(`${day}T12:00:00`)))
  assert.deepEqual(days, [false, true, true, false])
})

const second = (text: string) => at(text) / 1000
const FROM = at('2026-11-26T13:00:00')
const UNTIL = at('2026-11-29T13:00:00')
const OPEN: Window[] = [[second('2026-11-26T13:00:00'), second('2026-11-26T14:00:00')], [second('2026-11-26T15:30:00'), second('2026-11-26T19:30:00')]]

test('open until the end of its window, closed from that second on, with the next opening', () => {
  assert.deepEqual(openStateAt(OPEN, [], at('2026-11-26T13:59:59'), FROM, UNTIL), { state: 'open', until: at('2026-11-26T14:00:00'), opensAt: null })
  assert.deepEqual(openStateAt(OPEN, [], at('2026-11-26T14:00:00'), FROM, UNTIL), { state: 'closed', until: at('2026-11-26T15:30:00'), opensAt: at('2026-11-26T15:30:00') })
})

test('past 72 hours nothing is known: unknown, never closed', () => {
  assert.equal(openStateAt(OPEN, [], UNTIL - 1, FROM, UNTIL).state, 'closed')
  assert.equal(openStateAt(OPEN, [], UNTIL, FROM, UNTIL).state, 'unknown')
  assert.equal(openStateAt(OPEN, [], FROM - 1, FROM, UNTIL).state, 'unknown')
})

test('an unknown window is unknown, and hides the opening behind it', () => {
  const unsure: Window[] = [[second('2026-11-26T14:30:00'), second('2026-11-26T15:00:00')]]
  assert.equal(openStateAt(OPEN, unsure, at('2026-11-26T14:40:00'), FROM, UNTIL).state, 'unknown')
  assert.equal(openStateAt(OPEN, unsure, at('2026-11-26T14:10:00'), FROM, UNTIL).opensAt, null)
})

test('a window that reaches the horizon has no known end', () => {
  assert.equal(openStateAt([[FROM / 1000, UNTIL / 1000]], [], FROM, FROM, UNTIL).until, null)
})

test('the window of rows follows the screen and never leaves the list', () => {
  assert.deepEqual(rowsAt(-50, 100, 580, 20), { from: 0, to: 20, before: 0, after: 56_000 })
  const middle = rowsAt(20_000, 100, 580, 20)
  assert.equal(middle.from <= 200 && middle.to >= 208, true)
  assert.equal(middle.before + middle.after + 20 * 100, 58_000)
  assert.deepEqual(rowsAt(99_999, 100, 580, 20), { from: 560, to: 580, before: 56_000, after: 0 })
  assert.deepEqual(rowsAt(0, 100, 3, 20), { from: 0, to: 3, before: 0, after: 0 })
})
