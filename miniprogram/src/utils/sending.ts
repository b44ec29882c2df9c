/**
 * What a form sends: the same words go out under the same key until somebody knows what became of them, so a second tap,
 * or a repeat after a lost answer, has one effect. No WeChat here.
 */
import { newKey } from '../core/calling'

export interface Sending {
  /** The key of these words: the one before as long as nothing of them changed. */
  keyOf(words: object): string
  /** They were answered. */
  answered(): void
}

export function createSending(make: () => string = newKey): Sending {
  let text = ''
  let key = ''
  return {
    keyOf(words) {
      const now = JSON.stringify(words)
      if (now !== text) [text, key] = [now, make()]
      return key
    },
    answered() {
      text = ''
    },
  }
}
