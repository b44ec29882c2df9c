import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { openingOf, repairChoices, rowsOf, thingRows } from '../../src/packages/keeper/keeping'
import type { KeptStation, OpenReports } from '../../src/services/keeping'
import type { StationDetail } from '../../src/services/station'
import { etaOf, repairs } from '../../src/utils/repair'
import { isWholeDay } from '../../src/utils/time'
import { at } from './support'

const answers = JSON.parse(readFileSync(new URL('./answers.json', import.meta.url), 'utf8'))
const THURSDAY = at('2026-11-26T13:30:00')

test('repair by today, tomorrow, this week or nobody knows; this week only while it is later than tomorrow', () => {
  assert.deepEqual(repairs(THURSDAY), ['today', 'tomorrow', 'week', 'unknown'])
  assert.deepEqual(repairs(at('2026-11-28T09:00:00')), ['today', 'tomorrow', 'unknown'])
  assert.deepEqual(repairs(at('2026-11-29T09:00:00')), ['today', 'tomorrow', 'unknown'])
  assert.deepEqual(repairs(at('2026-11-30T00:10:00')), ['today', 'tomorrow', 'week', 'unknown'])
  assert.deepEqual(repairChoices(THURSDAY).map(({ name }) => name), ['今天', '明天', '本周', '不知道'])
})

test('a day is its last minute, by Beijing\'s clock; nobody knows is none; a day just over is none', () => {
  const all = (['today', 'tomorrow', 'week', 'unknown'] as const).map((one) => etaOf(one, THURSDAY))
  assert.deepEqual(all, ['2026-11-26T23:59:00+08:00', '2026-11-27T23:59:00+08:00', '2026-11-29T23:59:00+08:00', null])
  assert.equal(isWholeDay(Date.parse(all[0]!)), true)
  assert.equal(isWholeDay(THURSDAY), false)
  assert.equal(etaOf('today', at('2026-11-26T23:59:30')), null)
})

const detail = answers['/stations/{code}'] as StationDetail
const said = (amenity: string, status: string, count: number): OpenReports =>
  ({ amenity, status, count, first_at: '2026-11-26T13:00:00+08:00', last_at: '2026-11-26T13:10:00+08:00' }) as OpenReports

test('a thing says how it is now, what riders say of it, and which of three was said', () => {
  const things = detail.amenities.map((one) => (one.amenity === 'hot_water' ? { ...one, status: 'broken', eta: '2026-11-26T23:59:00+08:00', source: 'manager' } : one))
  const rows = thingRows({ ...detail, amenities: things } as StationDetail, [said('hot_water', 'broken', 3)], false, THURSDAY)
  const water = rows.find(({ code }) => code === 'hot_water')!
  assert.deepEqual([water.name, water.now, water.bad], ['热水', '坏了，预计今天修好', true])
  assert.deepEqual(water.riders, ['3位骑手说热水坏了'])
  assert.match(water.told, /^站长 /)
  assert.deepEqual(water.choices.map(({ name, on }) => [name, on]), [['能用', false], ['勉强', false], ['坏了', true]])
  assert.equal(rows.length, detail.amenities.length)
  assert.equal(thingRows(detail, [], true, THURSDAY).length, 34)
})

test('到了没开 stands on top with how many said it', () => {
  assert.equal(openingOf([said('opening', 'closed', 2)])?.words, '2位骑手说到了没开')
  assert.equal(openingOf([said('hot_water', 'broken', 2)]), null)
})

test('my stations: those that riders tell of first, hidden ones marked', () => {
  const card = { ...(answers['/stations'].items[0] as object), open_to_riders: true, open_reports: 0, status: 'active' } as KeptStation
  const all = [card, { ...card, code: 'B', open_to_riders: false }, { ...card, code: 'C', open_reports: 2 }]
  assert.deepEqual(rowsOf(all, THURSDAY).map(({ code, hidden, reports }) => [code, hidden, reports]), [
    ['C', false, '2条骑手反映'], [card.code, false, ''], ['B', true, ''],
  ])
})
