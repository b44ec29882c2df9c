import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Item } from '../../src/core/outbox'
import { scanLines } from '../../src/packages/staff/pages/scan-member/saying'
import { AGAIN_MS, heldOf, isDue, lastsMinutes, shownAt } from '../../src/packages/staff/pages/screen-code/showing'
import { at } from './support'

const BEGIN = at('2026-11-26T10:00:00')
const HELD = heldOf({
  codes: Array.from({ length: 60 }, (_, step) => ({ code: `T.${step}`, from: new Date(BEGIN + step * 10_000).toISOString() })),
  step_s: 10,
  server_now: '2026-11-26T10:00:00+08:00',
})

test('each code shows for its own ten seconds of server time, to the end of the ten minutes', () => {
  assert.equal(shownAt(HELD, BEGIN), 'T.0')
  assert.equal(shownAt(HELD, BEGIN + 9_999), 'T.0')
  assert.equal(shownAt(HELD, BEGIN + 10_000), 'T.1')
  assert.equal(shownAt(HELD, BEGIN + 599_999), 'T.59')
  assert.equal(shownAt(HELD, BEGIN + 600_000), '')
  assert.equal(shownAt(HELD, BEGIN - 1), '')
  assert.equal(shownAt(null, BEGIN), '')
})

test('the next list is asked for at half of this one; without it, what is left is said', () => {
  assert.deepEqual([isDue(null, 0, 0), isDue(HELD, 0, BEGIN + 299_999), isDue(HELD, 0, BEGIN + 300_000)], [true, false, true])
  assert.equal(lastsMinutes(HELD, BEGIN + 300_000), null)
  assert.equal(lastsMinutes(HELD, BEGIN + 300_000 + AGAIN_MS), 4)
  assert.equal(lastsMinutes(HELD, BEGIN + 599_000), 0)
  assert.equal(lastsMinutes(HELD, BEGIN + 600_000), null)
})

test('a list that did not come is asked for again after its pause, also when the clock was set right meanwhile', () => {
  const notBefore = BEGIN + AGAIN_MS
  assert.deepEqual([isDue(null, notBefore, BEGIN), isDue(null, notBefore, BEGIN + AGAIN_MS)], [false, true])
  assert.equal(isDue(null, notBefore, BEGIN - 2 * 3_600_000), true) // the phone was two hours fast until the network came
})

test('an empty list shows nothing and is asked for again', () => {
  const none = heldOf({ codes: [], step_s: 10, server_now: '2026-11-26T10:00:00+08:00' })
  assert.deepEqual([shownAt(none, BEGIN), isDue(none, 0, BEGIN)], ['', true])
})

const ITEM: Item = {
  id: 'a', account: 'A1', what: 'scan', label: '', path: '/shifts/7/scans', body: {}, occurred_at: '2026-11-26T10:00:00+08:00', state: 'waiting', tries: 1,
}

test('one that its rider or a colleague scanned a little before keeps that time, as the roster does', () => {
  const made = { state: 'accepted', reason: null, direction: 'in', display_name: '小张', occurred_at: '2026-11-26T09:59:00+08:00' }
  const said = (answer: object) => scanLines([{ ...ITEM, state: 'answered', answer }], '/shifts/7/scans', BEGIN)[0]!
  assert.deepEqual([said(made).word, said(made).when], ['小张已经签过到，09:59', '10:00扫的'])
  assert.equal(said({ ...made, direction: 'out' }).word, '小张已经签过退，09:59')
  assert.deepEqual([said({ ...made, occurred_at: '2026-11-26T10:00:01+08:00' }).word], ['小张签到了'])
  assert.equal(said({ ...made, state: 'pending', reason: 'not-on-roster' }).word, '小张不在名单上')
  assert.equal(said({ ...made, direction: 'out', state: 'pending', reason: 'late' }).word, '小张的签退要核对')
})

test('the scans of this shift alone, the newest first, each with what became of it', () => {
  const made = { state: 'accepted', reason: null, direction: 'out', display_name: '小张' }
  const items: Item[] = [
    ITEM,
    { ...ITEM, id: 'b', state: 'answered', answer: made },
    { ...ITEM, id: 'c', state: 'answered', answer: { ...made, state: 'pending', reason: 'not-on-roster' } },
    { ...ITEM, id: 'd', state: 'answered', answer: { ...made, state: 'pending', reason: 'late' } },
    { ...ITEM, id: 'e', state: 'refused', problem: { status: 409, slug: 'member-code-refused', title: '这个会员码不能用' } },
    { ...ITEM, id: 'f', path: '/shifts/8/scans' },
    { ...ITEM, id: 'g', what: 'checkin' },
  ]
  const lines = scanLines(items, '/shifts/7/scans', BEGIN)
  assert.deepEqual(lines.map(({ id }) => id), ['e', 'd', 'c', 'b', 'a'])
  assert.deepEqual(lines.map(({ word }) => word), ['没算上', '小张的签退要核对', '小张不在名单上', '小张签退了', '等待发送'])
  assert.deepEqual(lines.map(({ final }) => final), [true, true, true, true, false])
  assert.equal(lines[0]!.hint, '这个会员码不能用')
})
