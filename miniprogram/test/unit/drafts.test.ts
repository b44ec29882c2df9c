import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDrafts, DRAFT_MS } from '../../src/core/drafts'
import { createStorage } from '../../src/core/storage'
import { shelf } from './support'

function phone() {
  const held = { account: 'A1' as string | null, now: 1_000, shelf: shelf() }
  const storage = createStorage(held.shelf, () => held.now)
  const drafts = createDrafts(storage, () => held.account, () => held.now)
  return Object.assign(held, { drafts, restarted: () => createDrafts(storage, () => held.account, () => held.now) })
}

test('what was typed is there after a restart, as it was last typed', () => {
  const one = phone()
  one.drafts.keep('shift:4', { title: '扫' })
  one.drafts.keep('shift:4', { title: '扫雪' })
  assert.deepEqual(one.restarted().read('shift:4'), { title: '扫雪' })
  assert.equal(one.drafts.read('shift:5'), null)
})

test('nobody reads or drops what another account typed on the same phone', () => {
  const one = phone()
  one.drafts.keep('shift:4', '扫雪')
  one.account = 'B2'
  assert.equal(one.drafts.read('shift:4'), null)
  assert.deepEqual(one.drafts.names('shift:'), [])
  one.drafts.drop('shift:4')
  one.drafts.keep('shift:4', '清冰')
  one.account = 'A1'
  assert.equal(one.drafts.read('shift:4'), '扫雪')
  one.account = null
  assert.equal(one.drafts.read('shift:4'), null)
  assert.equal(one.drafts.keep('shift:4', '谁的'), false)
})

test('after seven days it is gone, and the next draft sweeps it from the phone', () => {
  const one = phone()
  one.drafts.keep('old', '旧')
  one.now += DRAFT_MS - 1
  assert.equal(one.drafts.read('old'), '旧')
  one.now += 1
  assert.equal(one.drafts.read('old'), null)
  one.drafts.keep('new', '新')
  assert.ok(!JSON.stringify(one.shelf.kept.get('drafts')).includes('旧'))
})

test('names are found by their beginning, the newest first, and go when dropped', () => {
  const one = phone()
  for (const name of ['shift:1', 'roster:1', 'shift:2']) one.drafts.keep(name, name)
  assert.deepEqual(one.drafts.names('shift:'), ['shift:2', 'shift:1'])
  one.drafts.drop('shift:2')
  assert.deepEqual(one.drafts.names('shift:'), ['shift:1'])
})

test('a phone without room says so and keeps what it had', () => {
  const one = phone()
  one.drafts.keep('shift:1', '扫')
  one.shelf.full = true
  assert.equal(one.drafts.keep('shift:1', '扫雪'), false)
  assert.equal(one.drafts.read('shift:1'), '扫')
})
