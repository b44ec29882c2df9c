/** One look at what is stored of somebody, in words: what, when, in which role, and why. No WeChat here. */
import type { Look } from '../../../../services/privacy'
import { r } from '../../../../texts/privacy'
import { clockWords, dateWords, localDate } from '../../../../utils/time'

export interface LookLine {
  id: number
  what: string
  who: string
  when: string
  reason: string
}

export function lookLine({ id, at, who, what, reason }: Look): LookLine {
  const ms = Date.parse(at)
  return {
    id,
    what,
    who: [who.unit, who.role_name].filter(Boolean).join(' '),
    when: `${dateWords(localDate(ms))} ${clockWords(ms)}`,
    reason: reason === null || reason === '' ? '' : r.reason(reason),
  }
}
