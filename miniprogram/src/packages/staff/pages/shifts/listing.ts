/** The list of those who lead shifts. No WeChat here. */
import type { LedShifts } from '../../../../services/leading'
import type { ShiftCard } from '../../../../services/shifts'
import { s } from '../../../../texts/staff-shifts'
import { dayOf, scansNow, spanWords } from '../../../../utils/shift-words'
import { localDate } from '../../../../utils/time'
import { type Form, isNew } from '../draft/form'

export interface LedRow {
  id: number
  title: string
  day: string
  time: string
  place: string
  count: string
  waiting: string
  /** how it stands, where that is not plain from its group */
  state: string
  /** whether its code can be scanned now */
  code: boolean
}

export interface UnsentRow {
  url: string
  title: string
  when: string
}

export interface LedGroups {
  unsent: UnsentRow[]
  today: LedRow[]
  coming: LedRow[]
  drafts: LedRow[]
  past: LedRow[]
}

/** Midnight of today in Beijing, ms. */
export function midnight(now: number): number {
  return Date.parse(`${localDate(now)}T00:00:00+08:00`)
}

/** `forms`: what was left half typed on this phone. */
export function groupsOf({ drafts, coming, past }: LedShifts, forms: readonly Form[], now: number): LedGroups {
  const tomorrow = midnight(now) + 86_400_000
  const isToday = (card: ShiftCard): boolean => Date.parse(card.starts_at) < tomorrow
  const rows = (cards: readonly ShiftCard[]): LedRow[] => cards.map((card) => rowOf(card, now))
  return {
    unsent: forms.map((form) => unsentRow(form, now)),
    today: rows(coming.filter(isToday)),
    coming: rows(coming.filter((card) => !isToday(card))),
    drafts: rows(drafts),
    past: rows(past),
  }
}

export function isEmpty(groups: LedGroups): boolean {
  return Object.values(groups).every((rows: unknown[]) => rows.length === 0)
}

function rowOf(card: ShiftCard, now: number): LedRow {
  const published = card.status === 'published' || card.status === 'done'
  return {
    id: card.id,
    title: card.title,
    day: dayOf(localDate(Date.parse(card.starts_at)), now),
    time: spanWords(card.starts_at, card.ends_at),
    place: card.place,
    count: published ? s.count(card.registered, card.capacity) : s.people(card.capacity),
    waiting: card.waitlisted ? s.waiting(card.waitlisted) : '',
    state: stateWords(card, now),
    code: card.status === 'published' && scansNow(card, now),
  }
}

function stateWords(card: ShiftCard, now: number): string {
  if (card.status === 'cancelled') return s.isCancelled
  if (card.status === 'draft') return ''
  if (Date.parse(card.ends_at) <= now) return s.isOver
  return Date.parse(card.starts_at) <= now ? s.isOn : ''
}

function unsentRow(form: Form, now: number): UnsentRow {
  const day = dayOf(localDate(form.startsAt), now)
  return {
    url: `/packages/staff/pages/draft/draft${isNew(form) ? '' : form.id === null ? `?from=${form.from}` : `?id=${form.id}`}`,
    title: form.title || s.noTitle,
    when: `${day} ${spanWords(new Date(form.startsAt).toISOString(), new Date(form.startsAt + form.minutes * 60_000).toISOString())}`,
  }
}
