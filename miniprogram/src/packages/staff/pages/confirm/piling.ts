/** All that waits for a word on hours, as the page lists it. No WeChat here. */
import type { Queued } from '../../../../services/confirming'
import { h } from '../../../../texts/staff-hours'
import { minutesWords } from '../../../../utils/time'
import { normalRow, type NormalRow, pilesOf, sumOf } from '../../confirming'
import { toShow } from '../confirm-one/forming'

export interface Waiting {
  pending: Queued[]
  seconds: Queued[]
  sampled: Queued[]
  changed: Queued[]
  objections: number
}

export interface PileWords {
  title: string
  sum: string
  normal: NormalRow[]
  leads: { key: string; text: string; hint: string; url: string }[]
  ownTitle: string
  own: NormalRow[]
  empty: boolean
}

const PAGES = '/packages/staff/pages'

export function pileWords({ pending, seconds, sampled, changed, objections }: Waiting): PileWords {
  const { normal, look, own } = pilesOf(pending)
  const one = (state: string): string => `${PAGES}/confirm-one/confirm-one?state=${state}`
  const count = (state: string, items: readonly Queued[]): number => toShow(state, items, look).length
  const [waits, moved, toRead] = [count('awaiting_second', seconds), count('changed', changed), count('sampled', sampled)]
  const counted: [string, number, string, string, string][] = [
    ['pending', look.length, h.looks(look.length), h.looksHint, one('pending')],
    ['awaiting_second', waits, h.seconds(waits), h.secondsHint, one('awaiting_second')],
    ['changed', moved, h.changedOnes(moved), h.changedHint, one('changed')],
    ['sampled', toRead, h.sampled(toRead), h.sampledHint, one('sampled')],
    ['objections', objections, h.objections(objections), h.objectionsHint, `${PAGES}/objections/objections`],
  ]
  const leads = counted.filter(([, many]) => many > 0).map(([key, , text, hint, url]) => ({ key, text, hint, url }))
  return {
    title: h.normalOnes(normal.length),
    sum: h.sum(minutesWords(sumOf(normal))),
    normal: normal.map(normalRow),
    leads,
    ownTitle: h.ownOnes(own.length),
    own: own.map(normalRow),
    empty: !normal.length && !leads.length,
  }
}
