/** What is said of an activity, and how it stands on the page. No WeChat here. */
import { e, MARKS } from '../../texts/rating'

export interface Draft {
  /** 1 to 5, 0 for none yet */
  stars: number
  text: string
  /** as it stands the service has it */
  sent: boolean
}

export const EMPTY: Draft = { stars: 0, text: '', sent: false }

export interface Mark {
  stars: number
  words: string
  on: boolean
}

export function marksOf({ stars }: Draft): Mark[] {
  return MARKS.map((words, place) => ({ stars: place + 1, words: e.mark(place + 1, words), on: place + 1 === stars }))
}

export function sentWords({ stars, sent }: Draft): string {
  return sent ? e.said(stars, MARKS[stars - 1]!) : ''
}

/** What the service has of it: `sent` unless something was changed while it was on its way. */
export function answered(now: Draft, told: Draft): Draft {
  return { ...now, sent: now.stars === told.stars && now.text === told.text }
}
