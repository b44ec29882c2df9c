import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Bundle } from '../../src/core/bundle'
import { chipsAt, firstToOpen, fits, merged, openCount, openOnes, placed } from '../../src/utils/nearby'
import { type Card, fromBundle, fromCard, type Station } from '../../src/utils/station'
import { callFirst, cardWords } from '../../src/utils/words'
import { ageLine, answerOf, fromWords, rowOf } from '../../src/pages/nearest/finding'
import { nextOpen } from '../../src/pages/station/describing'
import { stopAfter, walkOf } from '../../src/pages/map/walking'
import { framed, markersOf, pinned } from '../../src/utils/pins'
import { at } from './support'

const NOW = at('2026-11-26T13:30:00')
const HERE = { lat: 44.9, lng: 82.07 }

function station(code: string, more: Partial<Station> = {}): Station {
  return {
    code, name: code, kind: 'rider_station', address: '', area: '', township: '', lat: 44.9, lng: 82.07,
    amenities: [], alert: null, contact: null, told: { at: NOW - 20 * 60_000, by: 'manager' }, crowding: null,
    synthetic: false, state: 'open', until: null, opensAt: null, ...more,
  }
}
const away = (metres: number) => ({ lat: 44.9 + metres / 111_195, lng: 82.07 })

test('nearest first, codes break ties; without a point by name', () => {
  const all = [station('B'), station('A'), station('C', away(100)), station('D', away(50))]
  assert.deepEqual(placed(all, HERE).map(({ station: { code } }) => code), ['A', 'B', 'D', 'C'])
  assert.deepEqual(placed(all, null).map(({ station: { code } }) => code), ['A', 'B', 'C', 'D'])
})

test('closing in 10 minutes and 2,300 m away is no answer', () => {
  const soon = { until: NOW + 10 * 60_000 }
  const all = placed([station('near', { ...away(2300), ...soon }), station('far', away(3000))], HERE)
  assert.deepEqual(openOnes(all, NOW).map(({ station: { code } }) => code), ['far'])
  assert.match(cardWords(all[0]!, NOW, [], false).arrival, /可能赶不上/)
})

test('the count widens from 5 to 15 to 50 km', () => {
  assert.deepEqual(openCount(placed([station('A', away(7000))], HERE)), { count: 1, within: 15_000 })
  assert.equal(openCount(placed([station('A', away(60_000))], HERE)), null)
})

test('nothing open: who opens first', () => {
  const closed = (code: string, opensAt: number | null) => station(code, { state: 'closed', opensAt })
  const all = placed([closed('A', NOW + 9), closed('B', NOW + 5), closed('C', null)], HERE)
  assert.equal(firstToOpen(all)?.station.code, 'B')
})

test('broken hot water hides under its chip, and is struck through with its repair without it', () => {
  const broken = station('A', { amenities: [{ amenity: 'hot_water', status: 'broken', eta: '2026-11-26T18:00:00+08:00' }] })
  assert.equal(fits(broken, ['hot_water']), false)
  const [words] = cardWords(placed([broken], HERE)[0]!, NOW, ['hot_water'], false).amenities
  assert.deepEqual(words, { code: 'hot_water', name: '热水', broken: true, note: '预计18:00修好' })
  assert.equal(fits(station('B', { amenities: [{ amenity: 'hot_water', status: 'limited', eta: null }] }), ['hot_water']), true)
})

test('the answer: next ones in turn; none open, who opens first; nothing known, the nearest with a phone', () => {
  const answer = (all: Station[], ...passed: string[]) => answerOf(placed(all, HERE), new Set(passed), NOW, [], '', false)
  const two = [station('A'), station('B', away(500))]
  assert.deepEqual([answer(two), answer(two, 'A'), answer(two, 'A', 'B')].map((one) => one.answer?.code), ['A', 'B', 'A'])
  assert.deepEqual([answer(two), answer(two, 'A')].map(({ more, last }) => [more, last]), [[true, false], [true, true]])
  assert.equal(answer(two).headline, '5公里内有 2 家开着')
  const closed = answer([station('A', { state: 'closed', opensAt: NOW + 60_000 })])
  assert.deepEqual([closed.headline, closed.why, closed.none], ['附近现在没有开着的', '最早开门的', true])
  const unsure = answer([station('A', { state: 'unknown' }), station('B', { ...away(500), state: 'unknown', contact: '1' })])
  assert.deepEqual([unsure.headline, unsure.answer?.code], ['现在不知道哪家开着', 'B'])
  assert.equal(answer([]).answer, null)
})

test('the line over old content: none while fresh, its age when the network is away', () => {
  const then = NOW - 20 * 60_000
  assert.equal(ageLine(then, true, null, NOW).text, '')
  assert.equal(ageLine(then, false, null, NOW).text, '')
  assert.equal(ageLine(then, false, 'offline', NOW).text, '离线 · 资料是20分钟前的')
  assert.equal(ageLine(then, false, 'problem', NOW).text, '20分钟前的资料')
})

test('a refresh does not change the card under a finger: whom 下一家 left behind stays behind', () => {
  const far = station('C', away(900))
  const before = answerOf(placed([station('A'), far], HERE), new Set(['A']), NOW, [], '', false)
  const after = answerOf(placed([station('A'), far, station('D', away(950))], HERE), new Set(['A']), NOW, [], '', false)
  assert.deepEqual([before.answer?.code, after.answer?.code], ['C', 'C'])
})

test('where the list counts from, with its age until the service has answered', () => {
  assert.equal(fromWords('我附近', NOW - 3 * 3_600_000, false, NOW), '我附近 · 3小时前的资料')
  assert.equal(fromWords('我附近', NOW - 3 * 3_600_000, true, NOW), '我附近')
  assert.equal(fromWords('', null, false, NOW), '')
})

test('a mended day is said as the day, an hour as the hour', () => {
  const note = (eta: string) => {
    const one = station('A', { amenities: [{ amenity: 'hot_water', status: 'broken', eta }] })
    return cardWords(placed([one], HERE)[0]!, NOW, ['hot_water'], false).amenities[0]!.note
  }
  const said = ['2026-11-26T18:00', '2026-11-26T23:59', '2026-11-27T23:59', '2026-11-29T23:59'].map((eta) => note(`${eta}:00+08:00`))
  assert.deepEqual(said, ['预计18:00修好', '预计今天修好', '预计明天修好', '预计周日修好'])
})

test('a row strikes through what is broken and says when it should be mended', () => {
  const amenities = [{ amenity: 'hot_water', status: 'broken', eta: '2026-11-26T23:59:00+08:00' }, { amenity: 'heating', status: 'working', eta: null }]
  const row = rowOf(placed([station('A', { amenities })], HERE)[0]!, 0, NOW, ['hot_water', 'heating'], false)
  assert.deepEqual([row.has, row.broken, row.mended], ['暖气', '热水', '预计今天修好'])
})

test('到了没开: the nearest other one that will be open on arrival from there', () => {
  const here = station('A')
  const all = [here, station('B', away(300)), station('C', { ...away(500), until: NOW + 60_000 }), station('D', away(800)), station('E', { ...away(200), state: 'closed' })]
  assert.equal(nextOpen(all, here, new Set(), NOW)?.station.code, 'B')
  assert.equal(nextOpen(all, here, new Set(['B']), NOW)?.station.code, 'D')
  assert.equal(nextOpen([here], here, new Set(), NOW), null)
})

test('pins: number and place of each, the chosen one larger, the phone last and numbered 0', () => {
  const all = placed([station('A', { state: 'closed' }), station('B', away(500))], HERE)
  const pins = markersOf(all, HERE, 'B')
  assert.deepEqual(pins.map(({ id, width, iconPath }) => [id, width, iconPath.slice(13)]), [[1, 32, 'shut.png'], [2, 48, 'open.png'], [0, 32, 'me.png']])
  assert.equal(pins[1]!.title, 'B')
  assert.equal(markersOf(all, null, '').length, 2)
})

test('the map: the fifty nearest, and however far the first open ones; on the screen twelve, the chosen one and the phone', () => {
  const all = placed(Array.from({ length: 60 }, (_, n) => station(`S${10 + n}`, away(n * 100))), HERE)
  assert.deepEqual(pinned(all, all.slice(0, 30)), all.slice(0, 50))
  assert.deepEqual(pinned(all, [all[55]!, all[59]!]), [...all.slice(0, 48), all[55], all[59]])
  assert.equal(framed(all, HERE, all[3]!).length, 13)
  assert.deepEqual(framed(all, HERE, all[59]!).at(-1), { latitude: all[59]!.station.lat, longitude: 82.07 })
})

test('下一家 of the map is that of the list: the open ones in turn, past those found shut; none open, it says so and passes all', () => {
  const night = { state: 'closed', opensAt: NOW + 3_600_000 } as const
  const soon = { until: NOW + 60_000 }
  const all = placed([station('A', night), station('B', away(500)), station('C', { ...away(900), ...soon }), station('D', away(1500)), station('E', away(2000))], HERE)
  const round = (shut: string[], code: string) => {
    const { stops } = walkOf(all, new Set(shut), NOW)
    return stopAfter(all, stops, code)?.station.code
  }
  const { first, says } = walkOf(all, new Set(), NOW)
  assert.deepEqual([first?.station.code, says], ['B', ''])
  assert.deepEqual(['A', 'B', 'D', 'E'].map((code) => round([], code)), ['B', 'D', 'E', 'B'])
  assert.equal(round(['D'], 'B'), 'E')
  assert.equal(round(['D', 'E'], 'B'), undefined, 'the only open one has none after it')
  const shut = placed([station('A', { ...night, opensAt: NOW + 7_200_000 }), station('B', { ...away(500), ...night })], HERE)
  const walk = walkOf(shut, new Set(), NOW)
  assert.deepEqual([walk.first?.station.code, walk.says, stopAfter(shut, walk.stops, 'B')?.station.code], ['B', '附近现在没有开着的', 'A'])
  assert.equal(walkOf(all.slice(1, 2), new Set(['B']), NOW).says, '附近现在没有开着的')
  assert.equal(walkOf([], new Set(), NOW).first, null)
})

test('chips follow the season', () => {
  assert.deepEqual(chipsAt(NOW), ['hot_water', 'heating', 'charging'])
  assert.deepEqual(chipsAt(at('2026-07-01T12:00:00')), ['drinking_water', 'air_conditioning', 'charging'])
})

test('the card says when it closes, who said so, how far; 约 with a fuzzy point', () => {
  const one = placed([station('A', { ...away(2000), until: NOW + 50 * 60_000 })], HERE)[0]!
  const words = cardWords(one, NOW, [], true)
  assert.deepEqual([words.state, words.tone, words.told, words.distance, words.riding, words.arrival],
    ['还开50分钟', 'warn', '站长 20分钟前', '约2公里', '约骑车11分钟', '你到时还开39分钟'])
})

test('先打电话 when hours are unknown or news is older than a day, and only with a number', () => {
  assert.equal(callFirst(station('A', { state: 'unknown', contact: '1' }), NOW), true)
  assert.equal(callFirst(station('A', { told: { at: NOW - 90_000_000, by: 'import' }, contact: '1' }), NOW), true)
  assert.equal(callFirst(station('A', { contact: '1' }), NOW), false)
  assert.equal(callFirst(station('A', { state: 'unknown' }), NOW), false)
})

test('fresh cards stand in for the bundle, and what they should have shown but do not is gone', () => {
  const kept = [station('A', { name: 'old' }), station('gone', away(300)), station('far', away(9000))]
  const fresh = [station('A'), station('B', away(1000))]
  assert.deepEqual(merged(kept, fresh, HERE, true).map(({ code, name }) => [code, name]), [['A', 'A'], ['B', 'B'], ['far', 'far']])
  assert.deepEqual(merged(kept, [], HERE, true).length, 3)
})

test('a card that turned since it was answered is told as turned', () => {
  const card = { next_change: { at: '2026-11-26T13:00:00+08:00', state: 'closed' }, open_state: 'open', open_until: '2026-11-26T13:00:00+08:00', opens_at: null, told: null, crowding: null, township_name: null } as Partial<Card> as Card
  assert.equal(fromCard(card, NOW).state, 'closed')
  assert.equal(fromCard(card, NOW - 3_600_000).until, at('2026-11-26T13:00:00'))
})

test('rows are read by their columns, in whatever order', () => {
  const columns = ['open_windows', 'unknown_windows', 'name', 'code', 'kind', 'address', 'area_name', 'township_name', 'lat', 'lng', 'amenities', 'alert', 'contact', 'told', 'synthetic']
  const open = [[NOW / 1000 - 60, NOW / 1000 + 60]]
  const row = [open, [], '馆', 'X1', 'rider_home', '路', '社区', null, 44.9, 82, [['heating', 'working', null]], null, null, { at: '2026-11-26T13:10:00+08:00', by: 'riders' }, true]
  const bundle: Bundle = { format: 1, generated_at: '', valid_from: '2026-11-26T13:00:00+08:00', valid_until: '2026-11-29T13:00:00+08:00', columns, rows: [row] }
  const [read] = fromBundle(bundle, NOW)
  assert.deepEqual([read!.code, read!.name, read!.state, read!.township, read!.told?.by], ['X1', '馆', 'open', '社区', 'riders'])
  assert.deepEqual(read!.amenities, [{ amenity: 'heating', status: 'working', eta: null }])
  assert.equal(fromBundle(bundle, at('2026-11-29T13:00:00'))[0]!.state, 'unknown')
})
