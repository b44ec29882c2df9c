/** What a page of one's own rights shows when an answer did not come; leads on for whoever is leaving. No WeChat here. */
import { asFailure } from '../../core/problem'
import { r } from '../../texts/privacy'
import { agoWords } from '../../utils/time'

export interface Failed {
  failed: string
  /** the account is closing: another face than a fault */
  closing: boolean
}

export const FINE: Failed = { failed: '', closing: false }

/** `seenAt`: server ms of what stands on the page, 0 for nothing. */
export function failedFace(error: unknown, seenAt: number, now: number): Failed {
  const failure = asFailure(error)
  if (failure.slug === 'account-closing') return { failed: '', closing: true }
  const old = failure.kind !== 'problem' && seenAt > 0
  return { failed: old ? r.offline(agoWords(seenAt, now)) : failure.title, closing: false }
}
