/** What became of a member code that staff scanned. No WeChat here. */
import type { Item } from '../../../../core/outbox'
import type { Scanned } from '../../../../services/leading'
import { s } from '../../../../texts/staff-shifts'
import { whenWords } from '../../../../utils/time'

export interface ScanLine {
  id: string
  word: string
  hint: string
  tone: 'good' | 'warn' | 'off' | 'wait'
  when: string
  /** it has its final word and can be put away */
  final: boolean
}

/** The scans of one shift, the newest first. `kept`: whether the phone had room for them. */
export function scanLines(items: readonly Item[], path: string, now: number, kept = true): ScanLine[] {
  return items.filter((item) => item.what === 'scan' && item.path === path).map((item) => scanLine(item, now, kept)).reverse()
}

export function scanLine(item: Item, now: number, kept = true): ScanLine {
  const base = { id: item.id, when: whenWords(Date.parse(item.occurred_at), now), final: item.state !== 'waiting' }
  if (item.state === 'waiting') return { ...base, word: s.sendWaits, hint: kept ? s.sendWaitsHint : s.sendWaitsLoose, tone: 'wait' }
  if (item.state === 'refused') return { ...base, word: s.sendRefused, hint: item.problem?.title ?? '', tone: 'off' }
  return { ...base, ...answered(item.answer as Scanned) }
}

function answered({ state, reason, direction, display_name }: Scanned): Pick<ScanLine, 'word' | 'hint' | 'tone'> {
  const name = display_name || s.someone
  if (state === 'accepted') return { word: direction === 'out' ? s.sendOut(name) : s.sendIn(name), hint: '', tone: 'good' }
  if (reason === 'not-on-roster') return { word: s.sendPending(name), hint: s.sendPendingHint, tone: 'warn' }
  return { word: s.sendCheck(name), hint: s.sendCheckHint, tone: 'warn' }
}
