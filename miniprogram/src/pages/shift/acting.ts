/** An act on a shift that may get no answer: it is repeated with the key of its tap until it has one. No WeChat here. */
import type { Failure } from '../../core/problem'
import type { SignUp } from '../../services/signups'
import { v } from '../../texts/volunteering'

export interface Act {
  /** the same for the same act: a second tap on it takes the key of the first */
  name: string
  key: string
  /** shown while it runs */
  busy: string
  /** begun on top of the page: what came of it is said there */
  top?: boolean
  /** may run twice; null: the person said no */
  run(key: string): Promise<SignUp | null>
  /** said when it is done */
  said(made: SignUp): string
}

/** Acts that got no answer, by shift: they outlive the page. */
export interface Acts {
  /** The same act takes the key of its first tap as long as nobody knows what became of that. */
  begin(shift: number, act: Act): Act
  /** `sent`: it may have had its effect, so it is repeated when the page shows again. */
  unanswered(shift: number, sent: boolean, now: number): void
  /** what is to be repeated now: sent, and not long ago */
  due(shift: number, now: number): Act | null
  end(shift: number): void
}

/** After this a look at the shift tells what became of it. */
const REPEATED_FOR_MS = 10 * 60_000

export function createActs(): Acts {
  const all = new Map<number, { act: Act; sentAt: number | null }>()
  return {
    begin(shift, act) {
      const known = all.get(shift)?.act
      const found = known?.name === act.name ? { ...act, key: known.key } : act
      all.set(shift, { act: found, sentAt: null })
      return found
    },
    unanswered(shift, sent, now) {
      const known = all.get(shift)
      if (known) known.sentAt = sent ? (known.sentAt ?? now) : null
    },
    due(shift, now) {
      const known = all.get(shift)
      return known && known.sentAt !== null && now - known.sentAt < REPEATED_FOR_MS ? known.act : null
    },
    end: (shift) => void all.delete(shift),
  }
}

/** One for all pages: an answer given on one is the same act on another. */
export const acts = createActs()

/** What became of an act. `unknown`: it may have had its effect. `kept`: it never left. `there`: it was done before. */
export interface Outcome {
  state: 'unknown' | 'kept' | 'there' | 'refused'
  words: string
}

export function outcomeOf(failure: Failure): Outcome {
  if (failure.kind === 'unknown') return { state: 'unknown', words: v.unanswered }
  if (failure.kind === 'offline') return { state: 'kept', words: v.sendAgain }
  if (failure.slug === 'already-signed-up') return { state: 'there', words: '' }
  return { state: 'refused', words: refusalWords(failure) }
}

/** The service's own sentence: it names the other shift, the limit, the state. */
export function refusalWords({ body, title }: Failure): string {
  return body?.detail || title
}
