/** How a page of the staff says that what it shows is old. */
import { clock } from '../../core/http'
import type { Failure } from '../../core/problem'
import { t } from '../../texts/pages'
import { agoWords } from '../../utils/time'

/** Empty for a refusal, whose title says it, and where nothing came before. */
export function ageOf(failure: Failure, seenAt: number): string {
  return failure.kind === 'problem' || seenAt === 0 ? '' : t.offline(agoWords(seenAt, clock.now()))
}
