/** What the community page says. No WeChat here. */
import type { Community, Left } from '../../../../services/communities'
import { BELONGS, p } from '../../../../texts/people'
import { dateWords } from '../../../../utils/time'

export interface Card {
  code: string
  name: string
  township: string
  welcome: string
  /** as the office wrote it; `number`: what of it can be dialled, empty if nothing */
  contact: string
  number: string
  news: { id: number; title: string; body: string }[]
  staffSee: string
  /** it is this person's to write for */
  works: boolean
  /** empty: not reported in */
  member: string
}

export interface Place {
  code: string
  name: string
}

export function cardOf({ area, welcome, contact, announcements, staff_see, member, actions }: Community): Card {
  return {
    code: area.code,
    name: area.name,
    township: area.township_name ?? '',
    welcome,
    contact: contact ?? '',
    number: /\+?\d[\d\s-]{4,}\d/.exec(contact ?? '')?.[0].replace(/[\s-]/g, '') ?? '',
    news: announcements.map(({ id, title, body }) => ({ id, title, body })),
    staffSee: staff_see.join('、'),
    works: actions.includes('announce'),
    member: member ? p.reportedIn(kindName(member.kind), dateWords(member.joined_on)) : '',
  }
}

export function kindName(kind: string): string {
  return BELONGS.find((one) => one.kind === kind)?.name ?? ''
}

/** What ended with leaving and what stays, one line each. */
export function leftLines({ roles_ended, signups_kept }: Left): string[] {
  return [
    ...(roles_ended.length ? [p.rolesEnded(roles_ended.map(({ name }) => name).join('、'))] : []),
    ...(signups_kept.length ? [p.signupsKept(signups_kept.map(({ title }) => title).join('、'))] : []),
  ]
}

/** The three communities that a fourth is refused for. */
export function placesOf(body: Record<string, unknown> | null): Place[] {
  const found = (body?.['communities'] ?? []) as { area: Place }[]
  return found.map(({ area }) => ({ code: area.code, name: area.name }))
}
