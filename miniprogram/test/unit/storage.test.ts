import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createStorage } from '../../src/core/storage'
import { shelf } from './support'

test('a value is there until its time is over, and gone then', () => {
  let now = 1000
  const storage = createStorage(shelf(), () => now)
  storage.set('a', { x: 1 }, 500)
  assert.deepEqual(storage.get('a'), { x: 1 })
  now = 1500
  assert.equal(storage.get('a'), null)
})

test('what is damaged counts as absent, what does not fit is lost without a throw', () => {
  const phone = shelf()
  phone.kept.set('a', 'not ours')
  const storage = createStorage(phone)
  assert.equal(storage.get('a'), null)
  phone.full = true
  assert.equal(storage.set('b', 1), false)
})
