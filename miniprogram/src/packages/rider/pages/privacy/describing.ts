/** What the privacy centre says: each purpose with its switch, what is stored for it, and why. No WeChat here. */
import type { Consent, Stored } from '../../../../services/privacy'
import { ENDS, MESSAGES, r } from '../../../../texts/privacy'
import { dateWords, localDate } from '../../../../utils/time'

export interface StoredLine {
  key: string
  what: string
  /** how many, since when */
  much: string
  until: string
}

export interface PurposeCard {
  purpose: string
  title: string
  switchName: string
  switchable: boolean
  on: boolean
  state: string
  /** what taking it back ends; empty: only the use */
  ends: string
  version: number
  lines: StoredLine[]
  whyName: string
  /** the notice, empty while folded */
  why: string
}

export interface Centre {
  cards: PurposeCard[]
  messages: PurposeCard[]
}

const MESSAGE = 'message:'

/** Purposes in the service's order; what rests on none that we know goes with the account. */
export function centre(consents: readonly Consent[], stored: readonly Stored[]): Centre {
  const known = new Set(consents.map(({ purpose }) => purpose))
  const of = (purpose: string): Stored[] =>
    stored.filter((one) => (known.has(one.purpose) ? one.purpose === purpose : purpose === 'account'))
  const cards = consents.map((consent) => cardOf(consent, of(consent.purpose)))
  const isMessage = ({ purpose }: PurposeCard): boolean => purpose.startsWith(MESSAGE)
  return { cards: cards.filter((card) => !isMessage(card)), messages: cards.filter(isMessage) }
}

function cardOf(consent: Consent, stored: readonly Stored[]): PurposeCard {
  const { purpose, state, switchable } = consent
  const title = purpose.startsWith(MESSAGE) ? (MESSAGES[purpose.slice(MESSAGE.length)] ?? consent.title) : consent.title
  const on = state === 'given'
  return {
    purpose,
    title,
    switchable,
    on,
    switchName: r.switchName(title),
    state: on ? r.on : state === 'withdrawn' ? r.off : r.never,
    ends: on ? (ENDS[purpose] ?? '') : '',
    version: consent.current_version,
    lines: stored.filter(({ count }) => count > 0).map(lineOf),
    whyName: r.whyName(title),
    why: '',
  }
}

function lineOf({ what, count, since, kept_until }: Stored): StoredLine {
  const from = since === null ? '' : r.since(dateWords(localDate(Date.parse(since))))
  return { key: what, what, much: [r.rows(count), from].filter(Boolean).join(' · '), until: r.until(kept_until) }
}
