/** From stations to what the page shows: the answer, the count, the rows. No WeChat here. */
import { CHIPS, t } from '../../texts/zh-CN'
import { metresWords } from '../../utils/distance'
import { chipsAt, firstToOpen, fits, openCount, openOnes, type Placed } from '../../utils/nearby'
import { agoWords } from '../../utils/time'
import { type CardWords, cardWords } from '../../utils/words'

export interface Chip {
  key: string
  name: string
  on: boolean
}

export interface Row {
  /** place in the window: rows are filled anew, never made anew */
  slot: number
  code: string
  name: string
  state: string
  tone: string
  distance: string
  /** works of the chips, in a line */
  has: string
  /** broken of the chips, struck through */
  broken: string
  /** when the first of them should work again */
  mended: string
}

export interface Answer {
  headline: string
  /** why this card, when it is not open */
  why: string
  answer: CardWords | null
  /** whether there is another one after it */
  more: boolean
  /** whether all others were passed over: 下一家 begins anew */
  last: boolean
  none: boolean
}

export function chipsShown(now: number, on: readonly string[]): Chip[] {
  return chipsAt(now).map((key) => ({ key, name: CHIPS[key] ?? key, on: on.includes(key) }))
}

/**
 * `passed`: whom 下一家 left behind, by code, so that a refresh never changes the card under a finger. `place`: the
 * township's name, empty with a point.
 */
export function answerOf(
  all: readonly Placed[],
  passed: ReadonlySet<string>,
  now: number,
  chips: readonly string[],
  place: string,
  fuzzy: boolean,
): Answer {
  const open = openOnes(all, now)
  const named = chipsAt(now)
  const card = (one: Placed): CardWords => cardWords(one, now, [...new Set([...named, ...chips])], fuzzy)
  if (open.length) {
    const left = open.filter(({ station }) => !passed.has(station.code))
    const headline = headlineOf(all, place, open.length)
    return { headline, why: '', answer: card(left[0] ?? open[0]!), more: open.length > 1, last: left.length < 2, none: false }
  }
  const alone = { more: false, last: true, none: true }
  const next = firstToOpen(all)
  if (next) return { headline: t.noneOpen, why: t.opensFirst, answer: card(next), ...alone }
  const unsure = all.find(({ station }) => station.state === 'unknown' && station.contact) ?? all[0]
  if (unsure) return { headline: t.nobodyKnows, why: t.nearestOne, answer: card(unsure), ...alone }
  return { headline: t.nothingFits, why: '', answer: null, ...alone }
}

function headlineOf(all: readonly Placed[], place: string, count: number): string {
  if (place) return t.openIn(count, place)
  const found = openCount(all)
  return found ? t.openWithin(found.count, metresWords(found.within)) : t.nearestTitle
}

export function filtered(all: readonly Placed[], chips: readonly string[]): Placed[] {
  return chips.length ? all.filter(({ station }) => fits(station, chips)) : [...all]
}

export function rowOf(one: Placed, slot: number, now: number, chips: readonly string[], fuzzy: boolean): Row {
  const { code, name, state, tone, distance, amenities } = cardWords(one, now, chips, fuzzy)
  const names = (broken: boolean): string => amenities.filter((one) => one.broken === broken).map((one) => one.name).join(' ')
  const mended = amenities.find((one) => one.broken && one.note)?.note ?? ''
  return { slot, code, name, state, tone, distance, has: names(false), broken: names(true), mended }
}

/** Where there is no card: what is the matter, and what helps; an act stands beside 选乡镇街道. */
export interface Face {
  title: string
  hint: string
  act: '' | 'again' | 'place'
}

export function faceOf(loading: boolean, failed: boolean, placeless: boolean): Face {
  if (loading) return { title: '', hint: t.loading, act: '' }
  if (failed) return { title: t.noData, hint: t.noDataHint, act: 'again' }
  if (placeless) return { title: '', hint: t.placeFailed, act: 'place' }
  return { title: t.nothingFits, hint: t.nothingFitsHint, act: '' }
}

/** Where the list counts from, and how old it is while the service has not answered yet; its height never changes. */
export function fromWords(place: string, seenAt: number | null, live: boolean, now: number): string {
  const age = live || seenAt === null ? '' : t.asOf(agoWords(seenAt, now))
  return [place, age].filter(Boolean).join(' · ')
}

/** The line over old content: nothing while what is shown is fresh. */
export function ageLine(seenAt: number | null, live: boolean, failed: string | null, now: number): { text: string; kind: string } {
  if (live || seenAt === null) return { text: '', kind: '' }
  const age = agoWords(seenAt, now)
  if (failed === null) return { text: '', kind: '' }
  return { text: failed === 'problem' ? t.asOf(age) : t.offline(age), kind: failed }
}
