import assert from 'node:assert/strict'
import { test } from 'node:test'
import { entryLine, hoursWords, issuerLines } from '../../src/pages/hours/describing'
import type { HoursEntry } from '../../src/services/hours'

const SHIFT = { id: 7, title: '环境整治', starts_at: '2026-11-25T11:00:00+08:00', ends_at: '2026-11-25T12:00:00+08:00', area_code: '652701001' }

function entry(change: Partial<HoursEntry> = {}): HoursEntry {
  return {
    id: 1, shift: SHIFT, service_date: '2026-11-25', minutes: 90, kind: 'confirm', state: 'confirmed', source: 'checkin',
    issuer: { id: 2, name: '青得里街道办事处' }, note: '', actions: [], version: 2, ...change,
  }
}

test('each service says when it was, how many minutes and where they come from', () => {
  const line = entryLine(entry())
  assert.deepEqual([line.when, line.minutes, line.source, line.state], ['11月25日 周三 11:00-12:00', '1小时30分', '扫码签到/签退', '已确认'])
  const sources = (['checkin', 'planned', 'stated', 'staff', 'backfill'] as const).map((source) => entryLine(entry({ source })).source)
  assert.equal(new Set(sources).size, 5)
  assert.deepEqual(sources.slice(3), ['手动登记', '补录'])
})

test('what was filled in afterwards stands apart, also after a correction by staff', () => {
  const sums = { confirmed_minutes: 150, backfilled_minutes: 60, pending_minutes: 30 }
  const all = [entry(), entry({ id: 2, kind: 'backfill', source: 'backfill' }), entry({ id: 3, kind: 'backfill', source: 'staff' })]
  const shown = hoursWords(sums, all, 3)
  assert.deepEqual([shown.served.map(({ id }) => id), shown.apart.map(({ id }) => id)], [[1], [2, 3]])
  assert.deepEqual([shown.confirmed, shown.backfilled, shown.pending], ['2小时30分', '其中补录1小时', '30分钟'])
  assert.equal(shown.one?.id, 3)
  assert.equal(shown.apart[1]!.source, '补录')
})

test('what waits is amber, what was refused gives its reason and shows no minutes', () => {
  assert.equal(entryLine(entry({ state: 'pending', kind: 'proposal' })).tone, 'warn')
  const refused = entryLine(entry({ state: 'rejected', kind: 'reject', note: '没有到场', minutes: 0 }))
  assert.deepEqual([refused.state, refused.note, refused.minutes, refused.tone], ['没有通过', '原因：没有到场', '', 'off'])
})

test('who keeps them', () => {
  const kept = [{ issuer: { id: 2, name: '青得里街道办事处' }, minutes: 150, first_on: '2026-11-20', last_on: '2026-11-25' }]
  assert.deepEqual(issuerLines(kept), [{ id: 2, name: '青得里街道办事处', minutes: '2小时30分' }])
})
