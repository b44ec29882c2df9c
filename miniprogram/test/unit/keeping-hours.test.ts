import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Failure } from '../../src/core/problem'
import { clockOf, dateOf, minuteOf, monthDayOf, spanOf, spansOf, spanWordsOf } from '../../src/packages/keeper/clocks'
import { faultOf, nextRow, refusedRows, type Row, rowOf, rulesOf, wordsOf } from '../../src/packages/keeper/pages/hours/form'
import { closingOf, dateChips, emptyForm, plannedClosures, plannedDays, specialOf } from '../../src/packages/keeper/pages/special-days/form'
import { linesOf } from '../../src/packages/keeper/pages/verification/lines'
import type { Rule } from '../../src/services/keeping-hours'
import type { StationDetail } from '../../src/services/station'
import { at } from './support'

const NOW = at('2026-11-26T13:30:00')
const answers = JSON.parse(readFileSync(new URL('./answers.json', import.meta.url), 'utf8'))
const detail = answers['/stations/{code}'] as StationDetail

test('times as people type them', () => {
  const typed = { '10:00': 600, '10：00': 600, '1000': 600, '9.30': 570, 10: 600, '10点': 600, '10点半': 630, '8点05分': 485, '24:00': 1440, '次日2:00': 1560, '第二天02:00': 1560, ' 7 : 05 ': 425 }
  for (const [text, minute] of Object.entries(typed)) assert.equal(minuteOf(text), minute, text)
  for (const text of ['', '25:00', '10:60', '24:01', '晚上', '-1', '10:0', '10000']) assert.equal(minuteOf(text), null, text)
})

test('what is not later than its opening is the next day\'s, a day at most', () => {
  assert.deepEqual(spanOf('10:00', '2:00'), [600, 1560])
  assert.deepEqual(spanOf('10:00', '次日2:00'), [600, 1560])
  assert.deepEqual(spanOf('0:00', '24:00'), [0, 1440])
  assert.deepEqual(spanOf('10:00', '10:00'), [600, 2040])
  assert.equal(spanOf('24:00', '2:00'), null)
  assert.equal(spanOf('10:00', '次日11:00'), null)
  assert.deepEqual(spansOf('10:00-14:00，16:00到2:00'), [[600, 840], [960, 1560]])
  assert.equal(spansOf('10:00-14:00，16:00'), null)
  assert.equal(spansOf(' '), null)
  assert.equal(spanWordsOf(600, 1560), '10:00-次日02:00')
  assert.equal(spanWordsOf(0, 1440), '00:00-24:00')
})

test('whatever is shown reads back as it was', () => {
  for (let opens = 0; opens < 1440; opens += 61) {
    for (let closes = opens + 1; closes <= opens + 1440; closes += 97) assert.deepEqual(spanOf(clockOf(opens), clockOf(closes)), [opens, closes])
  }
})

test('days as people type them; without a year the next such day from yesterday', () => {
  for (const text of ['5月1日', '5-1', '05/01', '0501', '5.1', '5月1号']) assert.equal(monthDayOf(text), '05-01', text)
  for (const text of ['', '2月30日', '13-1', '五月']) assert.equal(monthDayOf(text), null, text)
  assert.equal(monthDayOf('2月29日'), '02-29')
  assert.equal(dateOf('11月25日', '2026-11-26'), '2026-11-25')
  assert.equal(dateOf('11月24日', '2026-11-26'), '2027-11-24')
  assert.equal(dateOf('1月2日', '2026-12-30'), '2027-01-02')
  assert.equal(dateOf('2026-12-05', '2026-11-26'), '2026-12-05')
  assert.equal(dateOf('2月29日', '2026-11-26'), null)
})

const rule: Rule = { byday: [0, 6], opens_minute: 600, closes_minute: 1560, season_from: '05-01', season_to: '09-30', valid_from: null, valid_to: '2026-12-31', holiday_rule: 'closed' }

test('a rule read into the form and sent again is the same rule', () => {
  assert.deepEqual(rulesOf([rowOf(rule)]), [rule])
  const always: Rule = { ...rule, byday: [0, 1, 2, 3, 4, 5, 6], opens_minute: 0, closes_minute: 1440, season_from: null, season_to: null, valid_to: null, holiday_rule: 'same' }
  assert.deepEqual(rulesOf([rowOf(always)]), [always])
  const [words] = wordsOf([rowOf(rule)], [''])
  assert.equal(words!.span, '10:00-次日02:00')
  assert.equal(words!.validity, '算到2026-12-31')
  assert.deepEqual(words!.days.filter(({ on }) => on).map(({ full }) => full), ['第1条周一', '第1条周日'])
})

test('what is missing is said by name; a new row goes on with the days above and has no hours yet', () => {
  const row: Row = rowOf(rule)
  assert.equal(faultOf(row), '')
  assert.equal(faultOf({ ...row, days: row.days.map(() => false) }), '选一天以上')
  assert.equal(faultOf({ ...row, opens: '晚' }), '写钟点，如10:00')
  assert.equal(faultOf({ ...row, to: '' }), '写日子，如5月1日')
  const next = nextRow([row])
  assert.deepEqual([next.days, next.opens, next.closes, next.from], [row.days, '', '', row.from])
  assert.equal(nextRow([]).days.every(Boolean), true)
})

test('refused rows are marked by their place; anything else marks none', () => {
  const failure = (errors: unknown) => new Failure('problem', 422, 'overlapping-rules', '有两条开放时间重叠', { type: '', title: '', status: 422, errors } as never)
  assert.deepEqual(refusedRows(failure([{ field: 'schedules.2', message: '和“甲”重叠' }, { field: 'schedules.0.byday', message: '乙' }, { field: 'x', message: '丙' }]), 3), ['乙', '', '和“甲”重叠'])
  assert.deepEqual(refusedRows(failure(undefined), 1), [''])
})

test('one day that differs, and what is missing', () => {
  const day = { date: '12月5日', shut: true, spans: '', alert: '' }
  assert.deepEqual(specialOf(day, NOW), { date: '2026-12-05', kind: 'closed', intervals: [], alert: null })
  assert.deepEqual(specialOf({ ...day, shut: false, spans: '10:00-2:00', alert: ' 雪大 ' }, NOW), {
    date: '2026-12-05', kind: 'special', intervals: [{ opens_minute: 600, closes_minute: 1560 }], alert: '雪大',
  })
  assert.equal(specialOf({ ...day, date: '' }, NOW), '写日子，如12月5日')
  assert.equal(specialOf({ ...day, shut: false }, NOW), '写时间，如10:00-14:00')
  assert.deepEqual(dateChips(NOW).slice(0, 3), [{ name: '今天', text: '11月26日' }, { name: '明天', text: '11月27日' }, { name: '周六', text: '11月28日' }])
})

test('closed for some time, and what is missing', () => {
  const time = { ...emptyForm().time, fromNow: false, fromDate: '11-28', fromTime: '23:30', toDate: '11月30日', toTime: '24:00', reason: '装修' }
  assert.deepEqual(closingOf(time, NOW), { from: '2026-11-28T23:30:00+08:00', to: '2026-12-01T00:00:00+08:00', reason: '装修', substitute_code: null })
  assert.deepEqual(closingOf({ ...time, fromNow: true, noEnd: true, substitute: ' yq0002 ' }, NOW), { from: null, to: null, reason: '装修', substitute_code: 'YQ0002' })
  assert.equal(closingOf({ ...time, toDate: '11-28', toTime: '23:00' }, NOW), '结束要比开始晚')
  assert.equal(closingOf({ ...time, fromNow: true, toDate: '11-26', toTime: '13:00' }, NOW), '结束要比开始晚')
  assert.equal(closingOf({ ...time, reason: ' ' }, NOW), '写一句为什么')
  assert.equal(closingOf({ ...time, fromDate: '' }, NOW), '写日子，如12月5日')
  assert.equal(closingOf({ ...time, toTime: '' }, NOW), '写钟点，如10:00')
})

test('what is planned: days from yesterday on, closures that are not over', () => {
  const special = (date: string, intervals: { opens_minute: number; closes_minute: number }[]) => ({ date, kind: 'special' as const, intervals, alert: null })
  const days = plannedDays([special('2026-12-05', [{ opens_minute: 600, closes_minute: 1560 }]), special('2026-11-25', []), special('2026-11-24', [])], NOW)
  assert.deepEqual(days.map(({ words }) => words), ['11月25日 周三 不开', '12月5日 周六 10:00-次日02:00'])
  const closure = (id: number, to: string | null) => ({ id, from: '2026-11-26T10:00:00+08:00', to, reason: '装修', substitute_code: null })
  const closures = plannedClosures([closure(1, null), closure(2, '2026-11-26T13:30:00+08:00'), closure(3, '2026-11-27T08:00:00+08:00')], NOW)
  assert.deepEqual(closures.map(({ id, words }) => [id, words]), [[1, '11月26日10:00到几时开还没定'], [3, '11月26日10:00到明天08:00']])
})

test('the monthly check, line by line', () => {
  const lines = linesOf({ ...detail, contact: null, verified: { name: '2026-11-26T12:30:00+08:00', place: null, hours: null, contact: null, amenities: null } } as StationDetail, ['hours'], NOW)
  assert.deepEqual(lines.map(({ name, last, on }) => [name, last, on]), [
    ['名称', '上次1小时前', false], ['地址', '还没核对过', false], ['开放时间', '还没核对过', true], ['电话', '还没核对过', false], ['设施', '还没核对过', false],
  ])
  assert.deepEqual(lines[3]!.claims, ['没有登记'])
  assert.ok(lines[4]!.claims.length > 0)
})
