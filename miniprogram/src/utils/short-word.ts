/** One word for how an act stands; the sentences are `final-word.ts`'s, which the first screen does not carry. */
import type { Item } from '../core/outbox'
import { said } from '../texts/waiting'
import type { components } from '../types/api'

type Checkin = components['schemas']['CheckinShape']

/** `good` counts, `warn` waits for somebody, `off` does not count, `wait` is still here. */
export type Tone = 'good' | 'warn' | 'off' | 'wait'

export function shortWord(item: Item): { word: string; tone: Tone } {
  if (item.state === 'waiting') return { word: said.waiting, tone: 'wait' }
  if (item.state === 'refused') return { word: said.rejected, tone: 'off' }
  if (item.what === 'closed') return { word: said.told, tone: 'good' }
  const checkin = item.answer as Checkin
  if (checkin.state === 'accepted') return { word: acceptedWord(checkin), tone: 'good' }
  if (checkin.state === 'rejected') return { word: said.rejected, tone: 'off' }
  return { word: checkin.state === 'pending' ? said.pending : said.almost, tone: 'warn' }
}

export function acceptedWord({ target, direction }: Checkin): string {
  if (target?.kind === 'community') return said.noted
  return direction === 'out' ? said.out : said.in
}
