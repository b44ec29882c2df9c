import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClock } from '../../src/core/clock'
import { createStorage } from '../../src/core/storage'
import { shelf } from './support'

const HOUR = 3_600_000

test('a phone two hours wrong tells the server\'s time, also after a restart', () => {
  const phone = shelf()
  let now = 10 * HOUR
  const clock = createClock(createStorage(phone, () => now), () => now)
  assert.equal(clock.now(), now)
  assert.equal(clock.age(), null)
  clock.learn(12 * HOUR, now - 200, now)
  assert.equal(Math.abs(clock.now() - 12 * HOUR) <= 200, true)
  now += 60_000
  const restarted = createClock(createStorage(phone, () => now), () => now)
  assert.equal(Math.abs(restarted.now() - 12 * HOUR - 60_000) <= 200, true)
  assert.equal(restarted.age(), 60_000)
})

test('a slow answer does not blur a quick one, a phone clock that jumps is noticed at once', () => {
  let now = 0
  const clock = createClock(createStorage(shelf(), () => now), () => now)
  clock.learn(1000, 0, 0)
  clock.learn(6000, 0, 8000)
  assert.equal(clock.now(), 1000)
  now = 5 * HOUR
  clock.learn(9000, now, now + 100)
  assert.equal(Math.abs(clock.now() - 9000) < 200, true)
})

test('a header that is no date teaches nothing', () => {
  const clock = createClock(createStorage(shelf()), () => 5)
  clock.learn(Number.NaN, 0, 5)
  assert.equal(clock.now(), 5)
})
