import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLit } from '../../src/utils/lit'

/** A screen that answers when let. */
function screen(value: number) {
  const held = { value, on: false, answers: [] as (() => void)[] }
  return Object.assign(held, {
    setKeepScreenOn: ({ keepScreenOn }: { keepScreenOn: boolean }) => void (held.on = keepScreenOn),
    getScreenBrightness: ({ success }: { success(found: { value: number }): void }) =>
      void held.answers.push(() => success({ value: held.value })),
    setScreenBrightness: ({ value: to }: { value: number }) => void (held.value = to),
    answer: () => held.answers.splice(0).forEach((tell) => tell()),
  })
}

test('on and bright while it shows, as before afterwards', () => {
  const one = screen(0.3)
  const lit = createLit(one)
  lit.on()
  one.answer()
  assert.deepEqual([one.on, one.value], [true, 1])
  lit.on() // shown twice: what was before stays known
  one.answer()
  lit.off()
  assert.deepEqual([one.on, one.value], [false, 0.3])
})

test('left before the phone answered, it stays as dark as it was', () => {
  const one = screen(0.3)
  const lit = createLit(one)
  lit.on()
  lit.off()
  one.answer()
  assert.deepEqual([one.on, one.value], [false, 0.3])
})
