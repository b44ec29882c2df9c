/** Who reported in and who holds a volunteer role, as the page lists them. No WeChat here. */
import type { GivenRole, Member } from '../../../../services/community-work'
import { BELONGS } from '../../../../texts/people'
import { c } from '../../../../texts/staff-community'
import { dateWords, localDate, untilWords } from '../../../../utils/time'

export interface MemberLine {
  key: number
  name: string
  about: string
}

export interface RoleLine {
  id: number
  name: string
  number: string
  role: string
  offered: boolean
  stands: string
  term: string
  may: boolean
  /** of its button */
  label: string
}

/** What is typed of an invitation. */
export interface Invitation {
  number: string
  kind: GivenRole['kind']
  months: number
}

export const LONGEST = 12

export function memberLines(items: readonly Member[]): MemberLine[] {
  return items.map(({ display_name, kind, joined_on }, key) => ({
    key,
    name: display_name || c.noName,
    about: c.joined(BELONGS.find((one) => one.kind === kind)?.name ?? '', longDate(joined_on)),
  }))
}

export function roleLines(items: readonly GivenRole[], now: number): RoleLine[] {
  return items.map((one) => {
    const { id, name: role, account, state, answer_by, ends_on, actions } = one
    const name = nameOf(one)
    const offered = state === 'offered'
    return {
      id,
      name,
      number: account ?? '',
      role,
      offered,
      stands: offered ? c.waiting(untilWords(Date.parse(answer_by), now)) : c.holds(longDate(ends_on)),
      term: offered ? c.askedUntil(longDate(ends_on)) : '',
      may: actions.includes('revoke'),
      label: offered ? c.takeBackOf(name, role) : c.endOf(name, role),
    }
  })
}

/** What an invitation came to: it waits, or the person does it already. */
export function offerWords(made: GivenRole, now: number): string {
  if (made.state === 'active') return c.already(nameOf(made), made.name, longDate(made.ends_on))
  return c.offered(nameOf(made), made.name, untilWords(Date.parse(made.answer_by), now))
}

export function nameOf({ display_name }: Pick<GivenRole, 'display_name'>): string {
  return display_name || c.noName
}

/** The last day of a term that begins today; null: the longest there is, which the service knows. */
export function endsOn(months: number, now: number): string | null {
  if (months >= LONGEST) return null
  const [year, month, day] = localDate(now).split('-').map(Number) as [number, number, number]
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10)
}

/** A term runs for up to a year: its days are named with theirs. */
function longDate(date: string): string {
  return `${date.slice(0, 4)}年${dateWords(date)}`
}
