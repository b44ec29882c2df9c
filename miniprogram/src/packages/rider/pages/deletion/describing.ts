/** What leaving would do, and how long it can be taken back, in words. No WeChat here. */
import type { LeavingPreview } from '../../../../services/privacy'
import { r } from '../../../../texts/privacy'
import { clockWords, dateWords, localDate, minutesWords } from '../../../../utils/time'

export interface PreviewWords {
  ends: string[]
  erased: string[]
  erasedTitle: string
  stays: string[]
  /** stations that somebody must take over before */
  first: string[]
}

export interface ClosingWords {
  until: string
  left: string
}

const HOUR = 3_600_000
const DAY = 24 * HOUR

export function previewWords({ ends, erased, stays, first, erased_after }: LeavingPreview): PreviewWords {
  const day = dateWords(localDate(Date.parse(erased_after)))
  return { ends, erased, erasedTitle: r.erasedLater(day), stays, first: first.map(({ scope_name }) => scope_name) }
}

/** `erasedAfter`: RFC 3339; until then it can be taken back, by server time. */
export function closingWords(erasedAfter: string, now: number): ClosingWords {
  const end = Date.parse(erasedAfter)
  const until = r.erasedAfter(`${dateWords(localDate(end))} ${clockWords(end)}`)
  const left = end - now
  return { until, left: left > 0 ? r.left(leftWords(left)) : '' }
}

function leftWords(ms: number): string {
  if (ms >= DAY) return r.days(Math.floor(ms / DAY), Math.floor((ms % DAY) / HOUR))
  return minutesWords(Math.max(1, Math.floor(ms / 60_000)))
}
