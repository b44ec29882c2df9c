/** One service in the ledger, line by line, and what one may say against it. No WeChat here. */
import { type EntryLine, entryLine } from '../../../../pages/hours/describing'
import type { HoursDetail, Objection } from '../../../../services/hours'
import { LINE_KINDS, REVERSALS, SOURCES, v } from '../../../../texts/volunteering'
import { clockWords, dateWords, localDate, minutesWords } from '../../../../utils/time'

const OBJECT_WITHIN_MS = 30 * 86_400_000
const OPEN = ['pending', 'awaiting_second']

export interface LedgerLine {
  id: number
  /** 11月26日 12:30 */
  when: string
  what: string
  minutes: string
  /** where its minutes come from, or why */
  about: string
}

export interface ObjectionLine {
  id: number
  text: string
  answer: string
}

export interface EntryWords {
  entry: EntryLine
  shift: number
  ledger: LedgerLine[]
  objections: ObjectionLine[]
  /** whether one may object now */
  mayObject: boolean
  /** until when, or why not */
  until: string
}

/** What was typed against a line of hours. */
export interface Draft {
  chosen: string[]
  text: string
}

export function entryWords(detail: HoursDetail): EntryWords {
  return {
    entry: entryLine(asEntry(detail)),
    shift: detail.shift.id,
    ledger: detail.lines.map(ledgerLine),
    objections: detail.objections.map(objectionLine),
    mayObject: mayObject(detail),
    until: untilWords(detail),
  }
}

/** The same service as the list of hours has it. */
function asEntry(detail: HoursDetail): Parameters<typeof entryLine>[0] {
  const last = detail.lines[detail.lines.length - 1]!
  const apart = !detail.lines.some(({ kind }) => kind === 'proposal')
  const minutes = detail.state === 'pending' ? detail.proposed_minutes : detail.state === 'awaiting_second' ? last.minutes : detail.minutes
  const { id, shift, service_date, state, issuer, version, actions } = detail
  return { id, shift, service_date, state, issuer, version, actions, minutes, kind: apart ? 'backfill' : last.kind, source: last.source, note: last.note }
}

function ledgerLine({ id, kind, minutes, source, reason_code: reason, note, created_at }: HoursDetail['lines'][number]): LedgerLine {
  const at = Date.parse(created_at)
  const takenBack = kind === 'reverse'
  return {
    id,
    when: `${dateWords(localDate(at))} ${clockWords(at)}`,
    what: (takenBack ? REVERSALS[reason] : undefined) ?? LINE_KINDS[kind] ?? '',
    minutes: minutes === 0 ? '' : (minutes < 0 ? '−' : '') + minutesWords(Math.abs(minutes)),
    about: note ? v.reason(note) : kind === 'proposal' ? (SOURCES[source] ?? '') : '',
  }
}

function objectionLine({ id, text, due_on, answer }: Objection): ObjectionLine {
  return { id, text: v.yourWords(text), answer: answer ? v.answer(answer) : v.dueOn(dateWords(due_on)) }
}

/** The service says whether the time still runs; a second one waits for the answer to the first. */
function mayObject({ actions, objections }: HoursDetail): boolean {
  return actions.includes('object') && !objections.some(({ state }) => state === 'open')
}

function untilWords(detail: HoursDetail): string {
  if (OPEN.includes(detail.state)) return v.notDecided
  if (!detail.actions.includes('object')) return v.tooLate
  if (!mayObject(detail)) return ''
  const decided = Date.parse(detail.lines[detail.lines.length - 1]!.created_at)
  return v.objectUntil(dateWords(localDate(decided + OBJECT_WITHIN_MS)))
}

/** What goes out: what was chosen, then what was typed; empty: nothing yet. */
export function objectionText({ chosen, text }: Draft): string {
  return [...chosen, text.trim()].filter((part) => part !== '').join('；')
}

export function turned(draft: Draft, word: string): Draft {
  const has = draft.chosen.includes(word)
  return { ...draft, chosen: has ? draft.chosen.filter((one) => one !== word) : [...draft.chosen, word] }
}
