/** All that waits for a word on hours, as the page lists it. No WeChat here. */
import type { Queued } from '../../../../services/confirming'
import { h } from '../../../../texts/staff-hours'
import { minutesWords } from '../../../../utils/time'
import { normalRow, type NormalRow, pilesOf, sumOf } from '../../confirming'

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
  const toRead = sampled.filter(({ actions }) => actions.includes('read'))
  const counted: [string, number, string, string, string][] = [
    ['pending', look.length, h.looks(look.length), h.looksHint, one('pending')],
    ['awaiting_second', seconds.length, h.seconds(seconds.length), h.secondsHint, one('awaiting_second')],
    ['changed', changed.length, h.changedOnes(changed.length), h.changedHint, one('changed')],
    ['sampled', toRead.length, h.sampled(toRead.length), h.sampledHint, one('sampled')],
    ['objections', objections, h.objections(objections), h.objectionsHint, `${PAGES}/objections/objections`],
  ]
  const leads = counted.filter(([, count]) => count > 0).map(([key, , text, hint, url]) => ({ key, text, hint, url }))
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
