/** What the bar says of the outbox: of one's own acts only; of another account's only that they wait for their person. */
import type { Item } from '../../core/outbox'
import { wait } from '../../texts/waiting'
import { shortWord, type Tone } from '../../utils/short-word'
import { whenWords } from '../../utils/time'

export interface Bar {
  /** empty: nothing waits */
  waiting: string
  /** the newest final word nobody has read; empty: none */
  settled: string
  tone: Tone | ''
}

/** `account`: who is signed in, null for nobody. `now`: server ms. `kept`: whether the phone had room for them. */
export function barOf(items: readonly Item[], account: string | null, now: number, kept = true): Bar {
  const waits = (mine: boolean) => items.filter((item) => item.state === 'waiting' && (item.account === account) === mine).length
  const settled = items.filter((item) => item.account === account && item.state !== 'waiting')
  const last = settled[settled.length - 1]
  const word = last ? shortWord(last) : null
  const own = waits(true)
  const others = account === null ? waits(false) : 0
  return {
    waiting: own ? (kept ? wait.waitingBar : wait.waitingLoose)(own) : others ? wait.waitingElse(others) : '',
    settled: word ? wait.settledBar(word.word, settled.length > 1 ? wait.more(settled.length) : whenWords(Date.parse(last!.occurred_at), now)) : '',
    tone: word ? word.tone : '',
  }
}
