/** What WeChat's phone button answered, and why a name is not taken. No WeChat here. */
import { asFailure } from '../../../../core/problem'
import { r } from '../../../../texts/privacy'

/** As `bind:getphonenumber` tells it. */
export interface PhoneDetail {
  code?: string
  errMsg?: string
  errno?: number
}

/** WeChat's quota of numbers for this mini-program is used up. */
const USED_UP = 1400001

/** The code to send, or the sentence to show instead. */
export function phoneAnswer({ code, errMsg, errno }: PhoneDetail): { code: string } | { said: string } {
  if (code) return { code }
  if (errno === USED_UP || new RegExp(`\\b${USED_UP}\\b`).test(errMsg ?? '')) return { said: r.phoneUsedUp }
  return { said: /deny|cancel/.test(errMsg ?? '') ? r.phoneDenied : r.phoneFailed }
}

/** The field's own sentence if the service names one. */
export function nameFailure(error: unknown): string {
  const failure = asFailure(error)
  const errors = failure.body?.errors as unknown
  const fields = Array.isArray(errors) ? (errors as { field?: string; message?: string }[]) : []
  return fields.find(({ field }) => field === 'display_name')?.message ?? failure.title
}
