/** The monthly check, line by line: what is claimed, and when it was last found right. No WeChat here. */
import type { StationDetail } from '../../../../services/station'
import { keepingFiles as f, LINES } from '../../../../texts/keeping-files'
import { AMENITIES, AMENITY_STATES } from '../../../../texts/pages'
import { agoWords } from '../../../../utils/time'

export interface Line {
  fact: string
  name: string
  /** what riders read of it now */
  claims: string[]
  last: string
  on: boolean
  right: string
  wrong: string
  page: string
}

export function linesOf(detail: StationDetail, checked: readonly string[], now: number): Line[] {
  return LINES.map(({ fact, name, page }) => ({
    fact,
    name,
    claims: claimsOf(detail, fact),
    last: lastOf(detail, fact, now),
    on: checked.includes(fact),
    right: f.rightNamed(name),
    wrong: f.wrongNamed(name),
    page,
  }))
}

function claimsOf(detail: StationDetail, fact: string): string[] {
  if (fact === 'name') return [detail.name]
  if (fact === 'place') return [detail.address || f.none]
  if (fact === 'hours') return [detail.hours_words || f.unknownHours]
  if (fact === 'contact') return [detail.contact || f.none]
  const things = detail.amenities.filter(({ status }) => status !== 'absent')
  return things.length ? things.map(({ amenity, status }) => `${AMENITIES[amenity] ?? amenity}${AMENITY_STATES[status] ?? ''}`) : [f.none]
}

function lastOf({ verified }: StationDetail, fact: string, now: number): string {
  const at = (verified as Record<string, string | null> | null)?.[fact] ?? null
  return at === null ? f.never : f.last(agoWords(Date.parse(at), now))
}
