import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRefreshing, REFRESH_MS } from '../../src/utils/refreshing'

test('a list looks anew every 30 s while it is on the screen, and no more once hidden', ({ mock }) => {
  mock.timers.enable({ apis: ['setInterval'] })
  let looks = 0
  const refreshing = createRefreshing()
  refreshing.start(() => (looks += 1))
  mock.timers.tick(REFRESH_MS - 1)
  assert.equal(looks, 0, 'the first look is the page\'s own')
  mock.timers.tick(1)
  mock.timers.tick(REFRESH_MS)
  assert.equal(looks, 2)
  refreshing.stop()
  mock.timers.tick(10 * REFRESH_MS)
  assert.equal(looks, 2)
})

test('shown twice it looks once each time, the way of the last show', ({ mock }) => {
  mock.timers.enable({ apis: ['setInterval'] })
  const looks: string[] = []
  const refreshing = createRefreshing(1000)
  refreshing.start(() => looks.push('first'))
  refreshing.start(() => looks.push('second'))
  mock.timers.tick(2000)
  assert.deepEqual(looks, ['second', 'second'])
  refreshing.stop()
  mock.timers.tick(2000)
  assert.equal(looks.length, 2, 'one stop is enough')
})

test('two pages do not stop each other', ({ mock }) => {
  mock.timers.enable({ apis: ['setInterval'] })
  let looks = 0
  const [one, other] = [createRefreshing(1000), createRefreshing(1000)]
  one.start(() => (looks += 1))
  other.start(() => undefined)
  other.stop()
  mock.timers.tick(1000)
  assert.equal(looks, 1)
})
