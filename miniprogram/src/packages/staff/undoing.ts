/** What was decided in the last ten minutes, so that it can be taken back, also after the app was closed. No WeChat here. */
import type { Decided } from '../../services/confirming'
import { h } from '../../texts/staff-hours'

export const UNDO_MS = 10 * 60_000

/** One tap's decision. `batches`: as the service names what undoes it. */
export interface Done {
  batches: string[]
  words: string
  /** server ms of its answer */
  at: number
}

export interface DoneLine {
  /** the first batch: what its button carries */
  key: string
  words: string
  left: string
}

/** The newest first; what is older than ten minutes can only be corrected. */
export function stillOpen(all: readonly Done[], now: number): Done[] {
  return all.filter(({ at }) => now - at < UNDO_MS)
}

export function doneLines(all: readonly Done[], now: number): DoneLine[] {
  return stillOpen(all, now).map(({ batches, words, at }) => ({ key: batches[0]!, words, left: h.undoFor(minutesLeft(at, now)) }))
}

/** Never more than there are: the clock may have been set back a little since. */
function minutesLeft(at: number, now: number): number {
  return Math.min(UNDO_MS / 60_000, Math.max(1, Math.ceil((at + UNDO_MS - now) / 60_000)))
}

/** How an answer stands: how many rows passed with how many minutes, and why the first of the others did not. */
export interface Outcome {
  passed: number
  minutes: number
  /** of those that passed, over a cap: they wait for a second word */
  seconds: number
  failed: number
  title: string
  stale: boolean
}

export function outcomeOf(decided: readonly Decided[]): Outcome {
  const rows = decided.flatMap(({ items }) => items)
  const passed = rows.filter(({ status }) => status === 200)
  const refused = rows.find(({ problem }) => problem !== undefined)
  const problem = (refused?.problem ?? {}) as { title?: string; type?: string }
  return {
    passed: passed.length,
    minutes: passed.reduce((sum, { minutes }) => sum + (minutes ?? 0), 0),
    seconds: passed.filter(({ state }) => state === 'awaiting_second').length,
    failed: rows.length - passed.length,
    title: problem.title ?? '',
    stale: String(problem.type ?? '').endsWith('/stale-version'),
  }
}
