/** 名单: what is said against one thing stands where that thing is. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { begin, opened, type Answer } from './pages'

const SHIFT = {
  id: 7, title: '扫雪', status: 'published', starts_at: '2030-01-02T11:00:00+08:00', ends_at: '2030-01-02T12:00:00+08:00', place: '校门口',
  roles: [{ id: 1, name: '志愿者', capacity: 3 }], actions: [],
}
const ROW = {
  id: 3, account: 'A3', display_name: '小张', role_id: 1, state: 'registered', position: null, extra: false, reconfirm_due: null,
  checked_in_at: null, checked_out_at: null, attendance_source: null, stated_in_at: null, stated_out_at: null, stated_note: '', actions: ['mark', 'remove'],
}
const NOBODY = { type: '/problems/not-found', title: '没有这个内容', detail: '没有这个编号的人', status: 404 }
const ROSTER: Answer[] = [
  [/admissions/, NOBODY, 404], [/signups/, { items: [ROW], next_cursor: null }], [/checkins/, { items: [] }], [/\/shifts\/7$/, SHIFT],
  [/\/me$/, { roles: [{ role: 'community_staff', scope_kind: 'area', scope_code: '652701001', scope_name: '青得里街道' }] }],
]

test('a wrong number of an extra is said below its field, not in the form of somebody that is open', async () => {
  begin(...ROSTER)
  const page = await opened('packages/staff/pages/roster/roster', { shift: '7' })
  await page.does('act', { id: 3, what: 'mark' })
  await page.does('typeNumber', {}, 'ZZZZ')
  await page.does('addExtra')
  assert.deepEqual([page.data['problem'], page.data['problemAt']], ['没有这个编号的人', 'extra'])
  await page.does('typeNumber', {}, 'ZZZY')
  assert.equal(page.data['problem'], '')
})

test('what the open form lacks is said in its own row', async () => {
  begin(...ROSTER)
  const page = await opened('packages/staff/pages/roster/roster', { shift: '7' })
  await page.does('act', { id: 3, what: 'mark' })
  await page.does('confirm')
  assert.deepEqual([page.data['problem'], page.data['problemAt']], ['先点一个原因', 'row3'])
})
