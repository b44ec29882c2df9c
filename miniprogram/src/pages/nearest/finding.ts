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
}

export interface Answer {
  headline: string
  /** why this card, when it is not open */
  why: string
  answer: CardWords | null
  /** whether there is another one after it */
  more: boolean
  none: boolean
}

export function chipsShown(now: number, on: readonly string[]): Chip[] {
  return chipsAt(now).map((key) => ({ key, name: CHIPS[key] ?? key, on: on.includes(key) }))
}

/** `nth`: how often 下一家 was tapped; past the last it begins anew. `place`: the township's name, empty with a point. */
export function answerOf(all: readonly Placed[], nth: number, now: number, chips: readonly string[], place: string, fuzzy: boolean): Answer {
  const open = openOnes(all, now)
  const named = chipsAt(now)
  const card = (one: Placed): CardWords => cardWords(one, now, [...new Set([...named, ...chips])], fuzzy)
  if (open.length) {
    const one = open[nth % open.length]!
    return { headline: headlineOf(all, place, open.length), why: '', answer: card(one), more: open.length > 1, none: false }
  }
  const next = firstToOpen(all)
  if (next) return { headline: t.noneOpen, why: t.opensFirst, answer: card(next), more: false, none: true }
  const unsure = all.find(({ station }) => station.state === 'unknown' && station.contact) ?? all[0]
  if (unsure) return { headline: t.nobodyKnows, why: t.nearestOne, answer: card(unsure), more: false, none: true }
  return { headline: t.nothingFits, why: '', answer: null, more: false, none: true }
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
  return { slot, code, name, state, tone, distance, has: names(false), broken: names(true) }
}

/** The line over old content: nothing while what is shown is fresh. */
export function ageLine(seenAt: number | null, live: boolean, failed: string | null, now: number): { text: string; kind: string } {
  if (live || seenAt === null) return { text: '', kind: '' }
  const age = agoWords(seenAt, now)
  if (failed === null) return { text: '', kind: '' }
  return { text: failed === 'problem' ? t.asOf(age) : t.offline(age), kind: failed }
}
