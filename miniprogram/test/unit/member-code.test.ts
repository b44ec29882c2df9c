import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AGAIN_MS, heldOf, isDue, mayAsk, shownAt } from '../../src/packages/rider/pages/member-code/showing'
import { draw, modulesOf } from '../../src/packages/rider/pages/member-code/drawing'
import { at } from './support'

const CODE = 'M.0A1B2C3D4E.0F3G.ABCDEFGHJKMN'
const HELD = heldOf({
  code: CODE, from: '2026-11-26T10:00:00+08:00', valid_until: '2026-11-26T10:02:00+08:00', server_now: '2026-11-26T10:00:07+08:00',
})

test('a code is shown until valid_until, the next is asked for after a minute, all by server time', () => {
  assert.equal(isDue(null, 0), true)
  assert.equal(isDue(HELD, at('2026-11-26T10:01:06')), false)
  assert.equal(isDue(HELD, at('2026-11-26T10:01:07')), true)
  assert.equal(shownAt(HELD, at('2026-11-26T10:01:59')), CODE)
  assert.equal(shownAt(HELD, at('2026-11-26T10:02:00')), '')
  assert.equal(shownAt(null, 0), '')
})

test('after an answer that did not come it is asked again in 5 s, also where the clock was set back two hours meanwhile', () => {
  const failed = at('2026-11-26T12:00:00')
  assert.equal(mayAsk(failed + AGAIN_MS, failed + 4_999), false)
  assert.equal(mayAsk(failed + AGAIN_MS, failed + 5_000), true)
  assert.equal(mayAsk(failed + AGAIN_MS, failed - 2 * 3_600_000), true)
})

test('a member code fits 25 modules, so that each is 9 px and more on 240 px', () => {
  const modules = modulesOf(CODE)
  assert.deepEqual([modules.length, modules[0]!.length], [25, 25])
  assert.deepEqual(modules[0]!.slice(0, 8), [true, true, true, true, true, true, true, false])
})

test('drawn black on white over the whole side, edges on whole pixels', () => {
  const drawn: [string, number, number, number, number][] = []
  const pen = { fillStyle: '', fillRect: (...box: [number, number, number, number]) => void drawn.push([pen.fillStyle, ...box]) }
  const canvas = { width: 0, height: 0, getContext: () => pen }
  draw(canvas, 481, CODE)
  assert.deepEqual(drawn[0], ['#ffffff', 0, 0, 481, 481])
  assert.ok(drawn.slice(1).every(([colour, ...box]) => colour === '#000000' && box.every(Number.isInteger)))
  assert.equal(Math.max(...drawn.map(([, x, , width]) => x + width)), 481)
})
