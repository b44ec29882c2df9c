/** What waits today, as the page lists it. No WeChat here. */
import type { Queued } from '../../../../services/confirming'
import type { Work } from '../../../../services/work'
import { h, PARTS, SHIFT_STATUS } from '../../../../texts/staff-hours'
import { spanWords } from '../../../../utils/shift-words'
import { dateWords, localDate, minutesWords } from '../../../../utils/time'
import { byShift, pilesOf, sumOf } from '../../confirming'

/** The hours that wait, asked beside the day's work, which counts them only together. */
export interface Beside {
  pending: Queued[]
  seconds: number
  /** whether there are shifts to manage; null while that is not known */
  leads: boolean | null
  /** whether one of the communities is theirs, as far as that is known */
  communities?: boolean
}

export interface Leading {
  key: string
  text: string
  hint: string
  url: string
}

export interface ShiftRow {
  id: number
  title: string
  time: string
  place: string
  count: string
  part: string
  status: string
  url: string
}

export interface Day {
  normal: { title: string; sum: string; shifts: string[] } | null
  leads: Leading[]
  shifts: ShiftRow[]
  /** whether the queue of hours is open to them */
  confirms: boolean
  /** the list of their shifts is for them: they write, run or publish some */
  manages: boolean
  /** they do what is to be done for a community */
  communities: boolean
  nothing: boolean
}

const STAFF = '/packages/staff/pages'
const KEEPER = '/packages/keeper/pages/stations/stations'

export function dayOf(work: Work, { pending, seconds, leads: manages, communities }: Beside): Day {
  const { normal, look } = pilesOf(pending)
  const today = localDate(Date.parse(work.server_now))
  const counted: [string, number, string, string, string][] = [
    ['looks', look.length, h.looks(look.length), h.looksHint, `${STAFF}/confirm-one/confirm-one?state=pending`],
    ['seconds', seconds, h.seconds(seconds), h.secondsHint, `${STAFF}/confirm-one/confirm-one?state=awaiting_second`],
    ['objections', work.objections_open, h.objections(work.objections_open), h.objectionsHint, `${STAFF}/objections/objections`],
    ['checkins', work.checkins_pending, h.checkins(work.checkins_pending), h.checkinsHint, `${STAFF}/checkins/checkins`],
    ['reports', work.reports_open, h.reports(work.reports_open), h.reportsHint, KEEPER],
    ['stale', work.stations_stale, h.stale(work.stations_stale), h.staleHint, KEEPER],
  ]
  const leads = counted.filter(([, count]) => count > 0).map(([key, , text, hint, url]) => ({ key, text, hint, url }))
  return {
    normal: normal.length ? { title: h.normalOnes(normal.length), sum: h.sum(minutesWords(sumOf(normal))), shifts: byShift(normal) } : null,
    leads,
    shifts: work.shifts.map((card) => shiftRow(card, today)),
    confirms: work.actions.includes('see_hours'),
    manages: manages !== false,
    communities: communities === true,
    nothing: !normal.length && !leads.length,
  }
}

/** One that began the day before says which day. */
function shiftRow(card: Work['shifts'][number], today: string): ShiftRow {
  const date = localDate(Date.parse(card.starts_at))
  return {
    id: card.id,
    title: card.title,
    time: `${date === today ? '' : dateWords(date)} ${spanWords(card.starts_at, card.ends_at)}`.trim(),
    place: card.place,
    count: h.registered(card.registered, card.capacity),
    part: card.my_part === null ? '' : (PARTS[card.my_part] ?? ''),
    status: SHIFT_STATUS[card.status] ?? '',
    url: card.status === 'draft' ? `${STAFF}/shifts/shifts` : `${STAFF}/roster/roster?shift=${card.id}`,
  }
}
