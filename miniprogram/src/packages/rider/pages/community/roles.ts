/** Volunteer roles on the page of their community: what each says, how an answer to one stands. No WeChat here. */
import type { Failure } from '../../../../core/problem'
import { outcomeOf } from '../../../../pages/shift/acting'
import type { OwnRole } from '../../../../services/roles'
import { ro } from '../../../../texts/roles'
import { dateWords, localDate, untilWords } from '../../../../utils/time'

/** `actions` of the API. */
export type Reply = 'accept' | 'decline' | 'resign'

/** How an answer stands that is not done. */
export interface Told {
  id: number
  what: Reply
  state: 'busy' | 'unknown' | 'kept' | 'refused'
  words: string
}

export interface RoleLine {
  id: number
  offered: boolean
  name: string
  title: string
  /** by whom or since when, and until when */
  term: string
  /** until when an offer waits */
  answerBy: string
  briefing: string
  /** the briefing is open; an offer is taken up only then */
  read: boolean
  /** the answer under way */
  busy: Reply | ''
  /** the answer that may have had its effect and can go out again */
  resend: Reply | ''
  problem: string
}

export interface RolesShown {
  lines: RoleLine[]
  /** why an answer to what is no longer here was refused */
  gone: string
}

export const SAID: Record<Reply, string> = { accept: ro.accepted, decline: ro.declined, resign: ro.resigned }

/** What is open in this community. `read`: whose briefing is open. */
export function rolesShown(all: readonly OwnRole[], code: string, told: Told | null, read: number, now: number): RolesShown {
  const here = all.filter((role) => role.area.code === code && role.actions.length > 0)
  const lines = here.map((role) => lineOf(role, told?.id === role.id && standing(role, told) ? told : null, read === role.id, now))
  const refused = told?.state === 'refused' && !here.some((role) => role.id === told.id)
  return { lines, gone: refused ? told.words : '' }
}

/** An answer without an answer is told until a look finds it done: then the role itself says so. */
function standing(role: OwnRole, told: Told): boolean {
  return told.state === 'refused' || role.actions.includes(told.what)
}

function lineOf(role: OwnRole, told: Told | null, read: boolean, now: number): RoleLine {
  const { id, name, area, briefing } = role
  const offered = role.state === 'offered'
  const until = longDate(role.ends_on)
  const from = longDate(localDate(Date.parse(role.accepted_at ?? role.offered_at)))
  return {
    id,
    offered,
    name,
    title: offered ? ro.offered(name) : ro.active(area.name, name),
    term: offered ? ro.offeredBy(area.name, until) : ro.since(from, until),
    answerBy: offered ? ro.answerBy(untilWords(Date.parse(role.answer_by), now)) : '',
    briefing,
    read,
    busy: told?.state === 'busy' ? told.what : '',
    resend: told?.state === 'unknown' ? told.what : '',
    problem: told?.words ?? '',
  }
}

/** A term runs for up to a year: its days are named with theirs. */
function longDate(date: string): string {
  return `${date.slice(0, 4)}年${dateWords(date)}`
}

/** What is told of an answer that was not done. */
export function toldOf(id: number, what: Reply, failure: Failure): Told {
  const { state, words } = outcomeOf(failure)
  return { id, what, state: state === 'unknown' || state === 'kept' ? state : 'refused', words: words || failure.title }
}
