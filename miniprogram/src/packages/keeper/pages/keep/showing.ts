/** What a keeper may do here, and where the rest of the work is. No WeChat here. */
import type { StationDetail } from '../../../../services/station'
import { keepingDay as k } from '../../../../texts/keeping-day'
import { agoWords } from '../../../../utils/time'

export interface May {
  confirm: boolean
  change: boolean
  close: boolean
  hours: boolean
  settle: boolean
  crowd: boolean
}

export interface Link {
  text: string
  more: string
  url: string
}

export function mayOf({ actions }: StationDetail): May {
  const may = (action: string): boolean => actions.includes(action)
  return {
    confirm: may('confirm_daily'),
    change: may('set_amenity'),
    close: may('close'),
    hours: may('edit_hours'),
    settle: may('settle_reports'),
    crowd: may('set_crowding'),
  }
}

/** A rider liaison verifies only; hours, poster and code are the manager's. */
export function linksOf(detail: StationDetail, now: number): Link[] {
  const { code, actions, verified } = detail
  const at = (page: string): string => `/packages/keeper/pages/${page}/${page}?code=${code}`
  const links: [string, Link][] = [
    ['edit_hours', { text: k.hours, more: detail.hours_words, url: at('hours') }],
    ['edit_hours', { text: k.special, more: '', url: at('special-days') }],
    ['verify', { text: k.verification, more: lastOf(Object.values(verified ?? {}), now), url: at('verification') }],
    ['print_poster', { text: k.poster, more: '', url: at('poster') }],
    ['print_poster', { text: k.screen, more: '', url: `/packages/staff/pages/screen-code/screen-code?station=${code}` }],
  ]
  return links.filter(([action]) => actions.includes(action)).map(([, link]) => link)
}

function lastOf(checks: readonly (string | null)[], now: number): string {
  const times = checks.flatMap((at) => (at === null ? [] : [Date.parse(at)]))
  return times.length ? k.verifiedOn(agoWords(Math.max(...times), now)) : ''
}
