/** What a certificate must say, by its number. No WeChat here. */
import type { Certificate } from '../../../../services/certificates'
import { c, CERTIFICATE_STATES } from '../../../../texts/certificates'
import { minutesWords } from '../../../../utils/time'
import { dayWords } from '../certificates/wanting'

const NUMBER = /^BZ[0-9]{4}[0-9A-Z]{10}$/
const PAGE = /\/c\/([^/?#]+)/

/** As it was typed, without what people put between. Whether there is such a one is the service's to say. */
export function numberOf(typed: string): string | null {
  const number = typed.toUpperCase().replace(/[\s\-　]/g, '')
  return NUMBER.test(number) ? number : null
}

/** The number in what the paper's code says: the address of its page. */
export function scanned(result: string): string | null {
  const found = PAGE.exec(result)
  return numberOf(found?.[1] ?? result)
}

export interface FoundWords {
  issuer: string
  days: string
  hours: string
  state: string
  good: boolean
}

export function foundWords({ issuer, period_from, period_to, minutes, status }: Certificate): FoundWords {
  return {
    issuer: issuer.name,
    days: c.between(dayWords(period_from), dayWords(period_to)),
    hours: c.asOnPaper(minutesWords(minutes), (Math.round((minutes * 100) / 60) / 100).toFixed(2)),
    state: CERTIFICATE_STATES[status] ?? '',
    good: status === 'issued',
  }
}
