/** When one says one came and went: planned times first, moved by taps, within what the service takes. No WeChat here. */
import type { ShiftDetail } from '../../../../services/shifts'
import type { SignUp, Stated } from '../../../../services/signups'
import { v } from '../../../../texts/volunteering'
import { dayOf, spanWords } from '../../../../utils/shift-words'
import { clockWords, dateWords, localDate } from '../../../../utils/time'

const MINUTE_MS = 60_000
const BEFORE_MS = 60 * MINUTE_MS
const AFTER_MS = 180 * MINUTE_MS

/** By how many minutes one tap moves a time. */
export const STEPS = [-15, -5, 5, 15] as const

export type Side = 'came' | 'went'

/** What stands in the form; `came` null: a scan says it already. Server ms. */
export interface Form {
  came: number | null
  went: number
  why: string
  /** the last one that was sent and when, by server ms; null for none */
  told: { came: number | null; went: number; at: number } | null
}

export interface SideLine {
  side: Side
  name: string
  time: string
  steps: { minutes: number; words: string; name: string }[]
}

type Times = Pick<ShiftDetail, 'starts_at' | 'ends_at'>

/** Planned times, never later than now. */
export function begun(shift: Times, own: Pick<SignUp, 'state'>, now: number): Form {
  const came = own.state === 'checked_in' ? null : Date.parse(shift.starts_at)
  const went = Math.min(Date.parse(shift.ends_at), wholeMinute(now))
  return { came, went: came === null ? went : Math.max(went, came + MINUTE_MS), why: '', told: null }
}

/** One tap later or earlier; a time stays near the shift, behind now, and going stays after coming. */
export function moved(form: Form, side: Side, minutes: number, shift: Times, now: number): Form {
  const first = Date.parse(shift.starts_at) - BEFORE_MS
  const last = Math.min(Date.parse(shift.ends_at) + AFTER_MS, wholeMinute(now))
  const to = (at: number, least: number, most: number): number => Math.max(least, Math.min(most, at + minutes * MINUTE_MS))
  if (side === 'went') return { ...form, went: to(form.went, (form.came ?? first) + MINUTE_MS, last) }
  return form.came === null ? form : { ...form, came: to(form.came, first, form.went - MINUTE_MS) }
}

/** What the form sends. */
export function stated({ came, went, why }: Form): Stated {
  return { checked_in_at: came === null ? null : iso(came), checked_out_at: iso(went), note: why }
}

export function sideLines(form: Form): SideLine[] {
  const sides: [Side, string, number | null][] = [['came', v.came, form.came], ['went', v.went, form.went]]
  return sides.flatMap(([side, name, at]) => (at === null ? [] : [{ side, name, time: clockWords(at), steps: stepsOf(name) }]))
}

function stepsOf(side: string): SideLine['steps'] {
  return STEPS.map((minutes) => {
    const words = minutes < 0 ? v.earlier(-minutes) : v.later(minutes)
    return { minutes, words, name: `${side} ${words}` }
  })
}

/** That one said so before, and what; empty the first time. */
export function saidBefore({ told }: Form, now: number): string {
  if (told === null) return ''
  const { came, went, at } = told
  const times = came === null ? `${v.went} ${clockWords(went)}` : `${clockWords(came)}-${clockWords(went)}`
  return v.stateSaid(localDate(at) === localDate(now) ? clockWords(at) : `${dateWords(localDate(at))}${clockWords(at)}`, times)
}

/** It was sent as it stands: nothing of it waits for a tap. */
export function isSent({ came, went, told }: Form): boolean {
  return told !== null && told.came === came && told.went === went
}

export function shiftWords(shift: Times, now: number): string {
  return `${dayOf(localDate(Date.parse(shift.starts_at)), now)} ${spanWords(shift.starts_at, shift.ends_at)}`
}

function wholeMinute(ms: number): number {
  return Math.floor(ms / MINUTE_MS) * MINUTE_MS
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
