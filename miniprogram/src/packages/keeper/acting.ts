/** One act of a keeper, what its answer means, and how it is taken back within ten seconds. No WeChat here. */
import { asFailure, type Failure } from '../../core/problem'
import type { StationDetail } from '../../services/station'

export const UNDO_MS = 10_000

export type Doing = () => Promise<StationDetail>

export interface Act {
  /** where the answer stands: under the buttons (`day`), or the thing that riders spoke of */
  at: string
  /** what it was, said when it is done */
  words: string
  doing: Doing
  /** whose reports are answered by it */
  settled?: string
  /** what puts things back, null when there is nothing to put back */
  undo?: ((before: StationDetail, after: StationDetail) => Doing) | null
}

export interface Outcome {
  detail: StationDetail | null
  /** `done`; `overtaken`: somebody else was quicker and `detail` is how it stands; `unsure`: no answer came; else refused */
  kind: 'done' | 'overtaken' | 'unsure' | 'refused'
  failure: Failure | null
}

/** Runs an act once. Nothing is thrown: the page shows the outcome. */
export async function outcomeOf(doing: Doing): Promise<Outcome> {
  try {
    return { detail: await doing(), kind: 'done', failure: null }
  } catch (error) {
    const failure = asFailure(error)
    const current = failure.body?.['current'] as StationDetail | undefined
    if (failure.status === 412 && current) return { detail: current, kind: 'overtaken', failure }
    return { detail: null, kind: failure.kind === 'unknown' ? 'unsure' : 'refused', failure }
  }
}
