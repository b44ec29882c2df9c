import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ShiftCard, ShiftDetail } from '../../src/services/shifts'
import type { MySignUp, SignUp } from '../../src/services/signups'
import { refreshed } from '../../src/utils/paging'
import { countdownWords, dayGroups, lineOf, mineWords, ownLine, placesWords, scansNow, spanWords, stands, stateAt } from '../../src/utils/shift-words'
import { acceptedOf, askable } from '../../src/utils/templates'
import { at } from './support'

const NOW = at('2026-11-26T12:00:00')
const iso = (text: string): string => `${text}+08:00`

function card(change: Partial<ShiftCard> = {}): ShiftCard {
  return {
    id: 7, title: '斑马线护学', team: { id: 1, name: '先锋骑手' }, issuer: { id: 2, name: '青得里街道办事处' }, kind: 'service',
    starts_at: iso('2026-11-27T13:30:00'), ends_at: iso('2026-11-27T14:00:00'), planned_minutes: 30, area_code: '652701001',
    station_code: null, place: '一小门口', lat: 44.904, lng: 82.071, capacity: 4, registered: 2, waitlisted: 0,
    signup_state: 'open', status: 'published', actions: [], version: 1, ...change,
  }
}

function signUp(change: Partial<SignUp> = {}): SignUp {
  return {
    id: 31, shift_id: 7, role_id: 5, state: 'registered', position: null, offer_expires_at: null, cancel_until: iso('2026-11-27T10:30:00'),
    reconfirm_due: null, warnings: [], server_now: iso('2026-11-26T12:00:00'), actions: ['withdraw'], version: 1, ...change,
  }
}

test('days stand in order, today and tomorrow by name, what ended is gone', () => {
  const cards = [
    card({ id: 1, starts_at: iso('2026-11-26T10:00:00'), ends_at: iso('2026-11-26T11:00:00') }),
    card({ id: 2, starts_at: iso('2026-11-26T17:00:00'), ends_at: iso('2026-11-26T17:20:00') }),
    card({ id: 3 }),
    card({ id: 4, starts_at: iso('2026-11-28T09:00:00'), ends_at: iso('2026-11-28T10:00:00') }),
  ]
  const groups = dayGroups(cards, new Map(), NOW, null)
  assert.deepEqual(groups.map(({ day }) => day), ['今天 周四 11月26日', '明天 周五 11月27日', '周六 11月28日'])
  assert.deepEqual(groups.flatMap(({ shifts }) => shifts.map(({ id }) => id)), [2, 3, 4])
})

test('my own part stands on the card, what I left does not', () => {
  const mine = new Map([[7, signUp({ state: 'waitlisted', position: 3 })]])
  assert.equal(dayGroups([card()], mine, NOW, null)[0]!.shifts[0]!.mine, '候补第3位')
  assert.equal(lineOf(card(), signUp({ state: 'cancelled' }), NOW, null).mine, '')
})

test('how many places are left, or why one cannot sign up', () => {
  const said = (change: Partial<ShiftCard>): string => placesWords(card(change), NOW).places
  assert.equal(said({}), '还有2个名额')
  assert.equal(said({ signup_state: 'full_waitlist', waitlisted: 3 }), '满了，3人候补')
  assert.equal(said({ signup_state: 'full_waitlist' }), '满了，可以候补')
  assert.equal(said({ signup_state: 'full' }), '报满了')
  assert.equal(said({ signup_state: 'not_open' }), '还没开始报名')
  assert.equal(said({ signup_state: 'cancelled' }), '取消了')
})

test('an old card is not believed: begun is closed, over is over', () => {
  const one = card()
  assert.equal(stateAt(one, at('2026-11-27T13:29:59')), 'open')
  assert.equal(stateAt(one, at('2026-11-27T13:30:00')), 'closed')
  assert.equal(stateAt(one, at('2026-11-27T14:00:00')), 'done')
  assert.equal(placesWords(one, at('2026-11-27T13:40:00')).places, '正在进行')
})

test('a span past midnight says so', () => {
  assert.equal(spanWords(iso('2026-11-28T23:00:00'), iso('2026-11-29T01:30:00')), '23:00-次日01:30')
  assert.equal(spanWords(iso('2026-11-28T22:00:00'), iso('2026-11-29T00:00:00')), '22:00-24:00')
  assert.equal(spanWords(iso('2026-11-28T11:00:00'), iso('2026-11-28T12:00:00')), '11:00-12:00')
})

test('the countdown: days, hours, minutes, now, going on, over', () => {
  const said = (now: string): string => countdownWords(iso('2026-11-27T13:30:00'), iso('2026-11-27T14:00:00'), at(now))
  assert.equal(said('2026-11-24T12:00:00'), '3天后开始')
  assert.equal(said('2026-11-26T12:00:00'), '25小时30分后开始')
  assert.equal(said('2026-11-27T11:25:00'), '2小时5分后开始')
  assert.equal(said('2026-11-27T13:18:30'), '11分钟后开始')
  assert.equal(said('2026-11-27T13:29:30'), '马上开始')
  assert.equal(said('2026-11-27T13:40:00'), '正在进行，还有20分钟')
  assert.equal(said('2026-11-27T14:00:00'), '已经结束')
})

test('what my sign-up is to me', () => {
  const said = (change: Partial<SignUp>): string => mineWords(signUp(change), NOW).text
  assert.equal(said({}), '已报名')
  assert.equal(said({ reconfirm_due: iso('2026-11-27T12:00:00') }), '时间地点改了，还来吗')
  assert.equal(said({ state: 'offered', offer_expires_at: iso('2026-11-26T14:00:00') }), '有名额给你，14:00前回复')
  for (const state of ['checked_in', 'checked_out', 'cancelled', 'late_cancelled', 'excused', 'no_show', 'lapsed', 'shift_cancelled'] as const) {
    assert.notEqual(said({ state }), '', state)
  }
})

test('who stands does not sign up again, who left may', () => {
  assert.deepEqual(['registered', 'waitlisted', 'offered', 'checked_in', 'no_show'].map((state) => stands(signUp({ state } as Partial<SignUp>))), [true, true, true, true, true])
  assert.deepEqual(['cancelled', 'excused', 'lapsed'].map((state) => stands(signUp({ state } as Partial<SignUp>))), [false, false, false])
  assert.equal(stands(null), false)
})

test('my next one: its day, its place, how long until it starts', () => {
  const mine: MySignUp = { ...signUp(), shift: card() }
  const line = ownLine(mine, NOW, { lat: 44.904, lng: 82.051 })
  assert.deepEqual([line.day, line.time, line.mine, line.countdown, line.distance], ['明天 周五 11月27日', '13:30-14:00', '已报名', '25小时30分后开始', '1.6公里'])
  assert.equal(ownLine({ ...mine, state: 'cancelled' }, NOW, null).countdown, '')
})

test('scans count from an hour before to three hours after', () => {
  const said = (now: string): boolean => scansNow(card() as ShiftDetail, at(now))
  assert.deepEqual(['2026-11-27T12:29:59', '2026-11-27T12:30:00', '2026-11-27T17:00:00', '2026-11-27T17:00:01'].map(said), [false, true, true, false])
})

test('templates: those with an id, each once, three at most', () => {
  const ids = { a: 'A', b: null, c: '', d: 'D', e: 'A', f: 'F', g: 'G' }
  assert.deepEqual(askable(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'x'], ids).map(({ name }) => name), ['a', 'd', 'f'])
  assert.deepEqual(askable(['b', 'c'], ids), [])
  const asked = askable(['a', 'd', 'f'], ids)
  assert.deepEqual(acceptedOf(asked, { errMsg: 'ok', A: 'accept', D: 'reject', F: 'ban' }), ['a'])
  assert.deepEqual(acceptedOf(asked, { errMsg: 'requestSubscribeMessage:fail', errno: 20004 }), [])
})

test('a refresh keeps the further pages that are on the screen', () => {
  const rows = (...ids: number[]) => ids.map((id) => ({ id }))
  assert.deepEqual(refreshed(rows(1, 2), 'p2', rows(1, 2, 3, 4), 'p3'), { items: rows(1, 2, 3, 4), cursor: 'p3' })
  assert.deepEqual(refreshed(rows(0, 1), 'p2', rows(1, 2, 3), 'p3'), { items: rows(0, 1, 2, 3), cursor: 'p3' })
  assert.deepEqual(refreshed(rows(1, 2), null, rows(1, 2, 3), 'p3'), { items: rows(1, 2), cursor: null })
  assert.deepEqual(refreshed(rows(8, 9), 'p2', rows(1, 2, 3), 'p3'), { items: rows(8, 9), cursor: 'p2' })
})
