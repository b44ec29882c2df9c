/** Hours as staff see them: two piles, the reasons in words, what may be done, and the minutes by steps of five. No WeChat here. */
import type { Queued, Wish } from '../../services/confirming'
import { DOUBTS, h } from '../../texts/staff-hours'
import { spanWords } from '../../utils/shift-words'
import { dateWords, minutesWords, weekdayWords } from '../../utils/time'

export const STEP = 5
const MOST_MINUTES = 1440
/** The service takes so many at once. */
export const A_BATCH = 100

/** A row on the list of those without a doubt. */
export interface NormalRow {
  id: number
  name: string
  shift: string
  minutes: string
}

/** One of those that want a look. */
export interface LookRow {
  id: number
  name: string
  title: string
  /** 11月25日 周三 11:00-12:00 */
  when: string
  /** 计划1小时，到了41分钟 */
  measure: string
  doubts: string[]
  /** what it stands at: 记41分钟, or what is confirmed already */
  stands: string
  issuer: string
  may: May
  /** why there is nothing to tap, empty where there is */
  why: string
}

/** What may be tapped. `agree`: the second word over a cap, whose minutes nobody changes. */
export interface May {
  confirm: boolean
  agree: boolean
  change: boolean
  correct: boolean
  refuse: boolean
  read: boolean
}

export interface Piles {
  normal: Queued[]
  look: Queued[]
  own: Queued[]
}

/**
 * What one button confirms, what is looked at one by one (no check-out first), and one's own, which others decide. What is
 * not theirs to decide is in none: an approver reads what waits for others' first word.
 */
export function pilesOf(items: readonly Queued[]): Piles {
  const theirs = items.filter(({ own }) => !own)
  return {
    normal: theirs.filter(isNormal),
    look: theirs.filter((one) => !isNormal(one) && one.actions.length > 0).sort((a, b) => rank(a) - rank(b)),
    own: items.filter(({ own }) => own),
  }
}

function isNormal({ pile, actions }: Queued): boolean {
  return pile === 'normal' && actions.includes('confirm')
}

/** By the most telling doubt; rows that are equal keep the order of the service (the earliest day first). */
function rank({ doubts }: Queued): number {
  const order = Object.keys(DOUBTS)
  const known = doubts.map((doubt) => order.indexOf(doubt)).filter((at) => at >= 0)
  return known.length ? Math.min(...known) : order.length
}

/** What one button sends, a batch each. */
export function batchesOf(normal: readonly Queued[]): Wish[][] {
  const wishes = normal.map(({ id, version }) => ({ id, version }))
  const batches: Wish[][] = []
  for (let from = 0; from < wishes.length; from += A_BATCH) batches.push(wishes.slice(from, from + A_BATCH))
  return batches
}

export function sumOf(items: readonly Queued[]): number {
  return items.reduce((sum, { proposed_minutes: minutes }) => sum + minutes, 0)
}

/** How many people at which shift, as the first page says it. */
export function byShift(items: readonly Queued[]): string[] {
  const counts = new Map<number, { title: string; count: number }>()
  for (const { shift } of items) {
    const known = counts.get(shift.id) ?? { title: shift.title, count: 0 }
    counts.set(shift.id, { ...known, count: known.count + 1 })
  }
  return [...counts.values()].map(({ title, count }) => h.some(title, count))
}

export function normalRow(item: Queued): NormalRow {
  return { id: item.id, name: nameOf(item), shift: `${item.shift.title} ${whenOf(item)}`, minutes: minutesWords(item.proposed_minutes) }
}

export function lookRow(item: Queued): LookRow {
  const may = mayOf(item)
  return {
    id: item.id,
    name: nameOf(item),
    title: item.shift.title,
    when: whenOf(item),
    measure: measureOf(item),
    doubts: item.doubts.map((doubt) => DOUBTS[doubt] ?? doubt),
    stands: standsOf(item),
    issuer: item.issuer.name,
    may,
    why: whyNot(item, may),
  }
}

/** Whose hours: a name, a walk-in's label, else the pseudonym. */
export function nameOf({ person }: Pick<Queued, 'person'>): string {
  return person.display_name || person.person_ref || h.noName
}

export function whenOf({ shift, service_date: date }: Queued): string {
  return `${dateWords(date)} ${weekdayWords(date)} ${spanWords(shift.starts_at, shift.ends_at)}`
}

function measureOf({ planned_minutes: planned, measured_minutes: measured, proposed_minutes: proposed, doubts }: Queued): string {
  const unknown = doubts.some(isHalf) ? h.byPlan(proposed > planned) : h.notMeasured
  return `${h.planned(minutesWords(planned))}，${measured === null ? unknown : h.there(minutesWords(measured))}`
}

/** One end of it is not known (yet): the service filled it in with the plan. */
function isHalf(doubt: string): boolean {
  return /^(no-)?check-/.test(doubt)
}

function standsOf(item: Queued): string {
  if (item.changed_minutes !== null && item.state === 'confirmed') return `${h.confirmed(minutesWords(item.minutes))}，${h.nowComesTo(minutesWords(item.changed_minutes))}`
  if (item.state === 'confirmed') return h.confirmed(minutesWords(item.minutes))
  return isRefused(item) ? h.standsNot : h.proposed(minutesWords(settles(item)))
}

/** The minutes that a tap on 确认 settles on. */
export function settles(item: Queued): number {
  return item.state === 'awaiting_second' ? item.minutes || item.proposed_minutes : item.proposed_minutes
}

function isRefused({ state }: Queued): boolean {
  return state === 'rejected' || state === 'reversed'
}

/** Where the steps begin. */
export function startsAt(item: Queued): number {
  if (item.state === 'pending' || isRefused(item)) return item.changed_minutes ?? item.proposed_minutes
  return item.changed_minutes ?? item.minutes
}

export function mayOf(item: Queued): May {
  const may = (action: string): boolean => item.actions.includes(action)
  const second = item.state === 'awaiting_second'
  return {
    confirm: may('confirm') && !second && item.proposed_minutes > 0,
    agree: may('confirm') && second,
    change: may('confirm') && !second,
    correct: may('correct'),
    refuse: may('reject'),
    read: may('read'),
  }
}

function whyNot(item: Queued, may: May): string {
  if (item.own) return h.ownRow
  if (item.state === 'awaiting_second' && !may.agree) return h.otherMust
  if (may.change && !may.confirm) return h.zero
  return Object.values(may).some(Boolean) ? '' : h.nothingToDo
}

/** Five more or fewer; never below `least`, never more than a day. */
export function stepped(minutes: number, by: number, least: number): number {
  return Math.min(MOST_MINUTES, Math.max(least, minutes + by))
}

/** The row to show: the one that was on the screen, else the one whose form was left open, else the first from there on. */
export function shownOf(items: readonly Queued[], id: number, before: number, drafted: (id: number) => boolean): Queued | null {
  const same = items.find((one) => one.id === id)
  if (same) return same
  const open = id === 0 ? items.find((one) => drafted(one.id)) : undefined
  return open ?? items[Math.min(Math.max(before, 0), items.length - 1)] ?? null
}
