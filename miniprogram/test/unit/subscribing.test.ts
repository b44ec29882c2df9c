/** WeChat's question is the first thing of the tap; the act starts in its `complete`, whatever the answer. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shelf } from './support'

interface Asked {
  tmplIds: string[]
  complete(result: object): void
}

const kept = shelf()
const asked: Asked[] = []
Object.assign(globalThis, { wx: { ...kept, requestSubscribeMessage: (options: Asked) => void asked.push(options) } })
const { askFirst } = await import('../../src/services/subscribing')

const NAMES = ['signup_result', 'waitlist_offer', 'shift_reminder']
const known = (templates: Record<string, string | null>): void => kept.setStorageSync('client-config', { value: { templates }, until: null })

/** Tap with these ids known; what the act got, and how often WeChat had asked before it began. */
function tapped(templates: Record<string, string | null>): { began: { accepted: string[]; after: number }[] } {
  known(templates)
  asked.length = 0
  const began: { accepted: string[]; after: number }[] = []
  askFirst(NAMES, (accepted) => began.push({ accepted, after: asked.length }))
  return { began }
}

test('asked at once, in the tap, and the act waits for the answer', () => {
  const { began } = tapped({ signup_result: 'A', waitlist_offer: 'B', shift_reminder: 'C', shift_changed: 'D' })
  assert.deepEqual(asked.map(({ tmplIds }) => tmplIds), [['A', 'B', 'C']])
  assert.deepEqual(began, [])
  asked[0]!.complete({ errMsg: 'requestSubscribeMessage:ok', A: 'accept', B: 'reject', C: 'accept' })
  assert.deepEqual(began, [{ accepted: ['signup_result', 'shift_reminder'], after: 1 }])
})

test('refused, banned and switched off: the act starts all the same', () => {
  for (const answer of [{ errMsg: 'ok', A: 'reject' }, { errMsg: 'ok', A: 'ban' }, { errMsg: 'requestSubscribeMessage:fail', errno: 20004 }]) {
    const { began } = tapped({ signup_result: 'A' })
    asked[0]!.complete(answer)
    assert.deepEqual(began, [{ accepted: [], after: 1 }])
  }
})

test('an empty id is not asked; with none at all the act starts at once', () => {
  tapped({ signup_result: 'A', waitlist_offer: null, shift_reminder: '' })
  assert.deepEqual(asked[0]!.tmplIds, ['A'])
  assert.deepEqual(tapped({ signup_result: null }).began, [{ accepted: [], after: 0 }])
})
