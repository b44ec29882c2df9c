/** Check-ins that wait for somebody's word, as the page lists them. No WeChat here. */
import type { PendingCheckin } from '../../../../services/work'
import { ACCEPTED, h, REFUSED_CHECKINS, SCANNED, WAITS } from '../../../../texts/staff-hours'
import { whenWords } from '../../../../utils/time'

/** What was opened on the page and not decided yet. */
export interface Open {
  id: number
  accept: boolean
}

export interface CheckinRow {
  id: number
  name: string
  /** 签到, 签退 */
  what: string
  /** 10:02 签到 */
  when: string
  place: string
  why: string
  may: boolean
  acceptName: string
  notName: string
  open: boolean
  ask: string
  reasons: readonly string[]
}

export function checkinRows(items: readonly PendingCheckin[], open: Open | null, now: number): CheckinRow[] {
  return items.map((one) => {
    const name = one.display_name || h.noName
    const what = SCANNED[one.direction] ?? ''
    const when = whenWords(Date.parse(one.occurred_at), now)
    const may = one.actions.includes('decide')
    const accept = open !== null && open.id === one.id ? open.accept : null
    return {
      id: one.id,
      name,
      what,
      when: one.direction === 'out' ? h.scannedOut(when) : h.scannedIn(when),
      place: one.target?.name ?? one.scanned?.name ?? '',
      why: WAITS[one.reason ?? ''] ?? '',
      may,
      acceptName: h.acceptName(name, what),
      notName: h.notAcceptName(name, what),
      open: may && accept !== null,
      ask: accept ? h.whyAccept : h.whyNot,
      reasons: accept ? ACCEPTED : REFUSED_CHECKINS,
    }
  })
}
