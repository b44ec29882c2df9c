/** What a person reads of an act that was sent or waits: the word, why, and what to do. */
import type { Item } from '../core/outbox'
import type { components } from '../types/api'
import { answer as words, PENDING, REFUSED, REJECTED } from '../texts/answers'
import { said, WAITING_KINDS } from '../texts/waiting'
import { acceptedWord, type Tone } from './short-word'
import { whenWords } from './time'

export type Checkin = components['schemas']['CheckinShape']

export interface Word {
  id: string
  tone: Tone
  word: string
  /** when and where */
  about: string
  /** why, or what to do; empty where there is nothing to do */
  todo: string
  /** a position may still be given */
  asks: boolean
}

/** `now`: server ms. `kept`: whether the phone had room for it. */
export function wordOf(item: Item, now: number, kept = true): Word {
  const word = item.state === 'waiting' ? waiting(item, now, kept) : item.state === 'refused' ? refused(item, now) : answered(item, now)
  return { ...word, id: item.id }
}

/** Of a check-in as the service tells it, also one settled by staff meanwhile. */
export function checkinWord(checkin: Checkin, now: number): Word {
  const place = checkin.target?.name ?? checkin.scanned?.name ?? ''
  const about = words.at(whenWords(Date.parse(checkin.occurred_at), now), place)
  const base = { id: String(checkin.id), about, asks: false }
  switch (checkin.state) {
    case 'accepted':
      return { ...base, tone: 'good', word: acceptedWord(checkin), todo: '' }
    case 'needs_position':
      if (!maySendPosition(checkin, now)) return { ...base, tone: 'warn', word: said.pending, todo: PENDING['no-position']! }
      return { ...base, tone: 'warn', word: said.almost, todo: words.almostText, asks: true }
    case 'pending':
      return { ...base, tone: 'warn', word: said.pending, todo: PENDING[checkin.reason ?? ''] ?? words.pendingText }
    default:
      return { ...base, tone: 'off', word: said.rejected, todo: REJECTED[checkin.reason ?? ''] ?? words.again }
  }
}

function maySendPosition({ position_until }: Checkin, now: number): boolean {
  return position_until !== null && now <= Date.parse(position_until)
}

function waiting(item: Item, now: number, kept: boolean): Word {
  const shut = item.what === 'closed' // nobody who told of a shut door is there to be noted by hand
  const loose = words.waitingLoose + (shut ? '' : words.waitingLooseTodo)
  const todo = !kept ? loose : shut ? words.waitingTold : words.waitingTodo
  return { id: '', tone: 'wait', word: said.waiting, about: what(item, now), todo, asks: false }
}

function refused(item: Item, now: number): Word {
  const { slug = '', title = '' } = item.problem ?? {}
  const next = item.what === 'closed' ? '' : (REFUSED[slug] ?? words.again) // nobody scanned anything before a shut door
  const todo = [title, next].filter(Boolean).join('。').replace(/([^。])$/, '$1。')
  return { id: '', tone: 'off', word: said.rejected, about: what(item, now), todo, asks: false }
}

function answered(item: Item, now: number): Word {
  if (item.what === 'closed') return { id: '', tone: 'good', word: said.told, about: what(item, now), todo: '', asks: false }
  return checkinWord(item.answer as Checkin, now)
}

/** `签到 10:02 扫的`, with the place where the phone knows it. */
function what(item: Item, now: number): string {
  const when = whenWords(Date.parse(item.occurred_at), now)
  return [WAITING_KINDS[item.what] ?? '', item.what === 'closed' ? when : words.scanned(when), item.label].filter(Boolean).join(' ')
}
