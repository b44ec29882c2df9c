import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Item } from '../../src/core/outbox'
import { scanLines } from '../../src/packages/staff/pages/scan-member/saying'
import { barOf } from '../../src/components/outbox-bar/counting'
import { PENDING, REJECTED } from '../../src/texts/answers'
import { type Checkin, checkinWord, wordOf } from '../../src/utils/final-word'
import { at } from './support'

const NOW = at('2026-11-26T10:05:00')
const PLACE = { kind: 'shift', code: '3', name: '铲雪清道' }
const checkin = (change: Partial<Checkin>): Checkin => ({
  id: 7, state: 'accepted', reason: null, evidence: { level: 2, method: 'rotating' }, target: PLACE, scanned: PLACE, direction: 'in',
  pair_no: 1, local_day: '2026-11-26', occurred_at: '2026-11-26T10:02:00+08:00', received_at: '2026-11-26T10:02:00+08:00', late: false,
  undo_until: '2026-11-26T10:07:00+08:00', position_until: null, actions: ['undo'], ...change,
})
const item = (change: Partial<Item>): Item => ({
  id: 'a', account: 'A', what: 'checkin', label: '', path: '/checkins', body: {}, occurred_at: '2026-11-26T10:02:00+08:00',
  state: 'waiting', tries: 1, ...change,
})
const words = ({ word, about, todo, tone, asks }: ReturnType<typeof wordOf>) => [tone, word, about, todo, asks]

test('accepted: in, out, at a community; with when and where', () => {
  assert.deepEqual(words(checkinWord(checkin({}), NOW)), ['good', '签到了', '10:02 铲雪清道', '', false])
  assert.equal(checkinWord(checkin({ direction: 'out' }), NOW).word, '签退了')
  assert.equal(checkinWord(checkin({ target: { ...PLACE, kind: 'community' } }), NOW).word, '记下了')
})

test('every reason of the service has its sentence: why it waits, or what to do', () => {
  const reasons = ['late', 'too-far', 'no-position', 'shared-device', 'too-fast', 'many-pairs', 'not-on-roster']
  for (const reason of reasons) assert.equal(checkinWord(checkin({ state: 'pending', reason }), NOW).todo, PENDING[reason])
  for (const reason of ['bad-code', 'expired', 'revoked', 'closed', 'too-far']) {
    const said = checkinWord(checkin({ state: 'rejected', reason, target: null, scanned: null }), NOW)
    assert.deepEqual([said.word, said.todo], ['没算上', REJECTED[reason]])
  }
  const unknown = checkinWord(checkin({ state: 'rejected', reason: 'new-one' }), NOW)
  assert.match(unknown.todo, /再扫一次/)
})

test('a position is asked for only while one may follow; then it waits for somebody', () => {
  const open = checkin({ state: 'needs_position', position_until: '2026-11-26T10:07:00+08:00', actions: ['position', 'undo'] })
  assert.deepEqual([checkinWord(open, NOW).word, checkinWord(open, NOW).asks], ['还差一步', true])
  const over = checkinWord(open, at('2026-11-26T10:07:01'))
  assert.deepEqual([over.word, over.todo, over.asks], ['等确认', PENDING['no-position'], false])
})

test('what waits says so, what was refused says why and what to do', () => {
  assert.deepEqual(words(wordOf(item({}), NOW)).slice(0, 3), ['wait', '等待发送', '签到 10:02 扫的'])
  assert.equal(wordOf(item({ what: 'closed', label: '一号驿站' }), NOW).about, '到了没开 10:02 一号驿站')
  const problem = { status: 409, slug: 'too-late', title: '超过72小时，不能补传了' }
  assert.deepEqual(words(wordOf(item({ state: 'refused', problem }), NOW)), ['off', '没算上', '签到 10:02 扫的', '超过72小时，不能补传了。', false])
  assert.equal(wordOf(item({ state: 'answered', answer: checkin({}) }), NOW).word, '签到了')
})

test('whoever told of a shut door is never told to scan', () => {
  const shut = item({ what: 'closed', label: '一号驿站' })
  const problem = { status: 404, slug: 'not-found', title: '没有这个内容' }
  assert.doesNotMatch(wordOf(shut, NOW).todo, /扫/)
  assert.equal(wordOf({ ...shut, state: 'refused', problem }, NOW).todo, '没有这个内容。')
})

test('what a full phone could not keep is said on the bar and on the screen, with what to do', () => {
  assert.match(barOf([item({})], 'A', NOW, false).waiting, /1 条。手机存满了，发出去前别关/)
  assert.match(wordOf(item({}), NOW, false).todo, /没存住。发出去前别关.*带队/)
  assert.match(wordOf(item({ what: 'closed' }), NOW, false).todo, /没存住。发出去前别关益骑。$/)
  const [scan] = scanLines([item({ what: 'scan', path: '/shifts/3/scans' })], '/shifts/3/scans', NOW, false)
  assert.match(scan!.hint, /没存住。发出去前别关.*手动登记/)
})

test('the bar counts one\'s own only; signed out it says that something waits for its person', () => {
  const all = [item({}), item({ id: 'b', account: 'B' }), item({ id: 'c', state: 'answered', answer: checkin({}) })]
  assert.deepEqual(barOf(all, 'A', NOW), { waiting: '等待发送：1 条，有网就自己发', settled: '签到了 · 10:02', tone: 'good' })
  assert.match(barOf(all, 'B', NOW).waiting, /1 条/)
  assert.equal(barOf(all, 'B', NOW).settled, '')
  assert.match(barOf(all, null, NOW).waiting, /2 条，登录后/)
  assert.deepEqual(barOf([], 'A', NOW), { waiting: '', settled: '', tone: '' })
})
