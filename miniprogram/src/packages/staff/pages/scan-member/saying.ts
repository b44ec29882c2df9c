/** What became of a member code that staff scanned. No WeChat here. */
import type { Item } from '../../../../core/outbox'
import type { Scanned } from '../../../../services/leading'
import { s } from '../../../../texts/staff-shifts'
import { clockWords, whenWords } from '../../../../utils/time'

export interface ScanLine {
  id: string
  word: string
  hint: string
  tone: 'good' | 'warn' | 'off' | 'wait'
  when: string
  /** it has its final word and can be put away */
  final: boolean
}

/** So far the service's time of a scan may be from the phone's. */
const SAME_MS = 5_000

/** The scans of one shift, the newest first. `kept`: whether the phone had room for them. */
export function scanLines(items: readonly Item[], path: string, now: number, kept = true): ScanLine[] {
  return items.filter((item) => item.what === 'scan' && item.path === path).map((item) => scanLine(item, now, kept)).reverse()
}

export function scanLine(item: Item, now: number, kept = true): ScanLine {
  const base = { id: item.id, when: whenWords(Date.parse(item.occurred_at), now), final: item.state !== 'waiting' }
  if (item.state === 'waiting') return { ...base, word: s.sendWaits, hint: kept ? s.sendWaitsHint : s.sendWaitsLoose, tone: 'wait' }
  if (item.state === 'refused') return { ...base, word: s.sendRefused, hint: item.problem?.title ?? '', tone: 'off' }
  const answer = item.answer as Scanned
  return saidBefore(item, answer) ? { ...base, when: s.scannedAt(base.when), ...again(answer) } : { ...base, ...answered(answer) }
}

/** Their own scan of a little before, or a colleague's, is the same one: the roster keeps its time, not this one's. */
function saidBefore(item: Item, { state, occurred_at }: Scanned): boolean {
  return state === 'accepted' && Math.abs(Date.parse(occurred_at) - Date.parse(item.occurred_at)) > SAME_MS
}

function again({ direction, display_name, occurred_at }: Scanned): Pick<ScanLine, 'word' | 'hint' | 'tone'> {
  const when = clockWords(Date.parse(occurred_at))
  const name = display_name || s.someone
  return { word: direction === 'out' ? s.sendOutAgain(name, when) : s.sendInAgain(name, when), hint: '', tone: 'good' }
}

function answered({ state, reason, direction, display_name }: Scanned): Pick<ScanLine, 'word' | 'hint' | 'tone'> {
  const name = display_name || s.someone
  if (state === 'accepted') return { word: direction === 'out' ? s.sendOut(name) : s.sendIn(name), hint: '', tone: 'good' }
  if (reason === 'not-on-roster') return { word: s.sendPending(name), hint: s.sendPendingHint, tone: 'warn' }
  return { word: s.sendCheck(name, direction === 'out' ? s.out : s.in), hint: s.sendCheckHint, tone: 'warn' }
}
