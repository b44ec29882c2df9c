/** Who reported in and who is asked for a volunteer role, while the page shows a community. No WeChat here. */
import { clock } from '../../../../core/http'
import { asFailure } from '../../../../core/problem'
import { type GivenRole, givenRoles, type Member, members, offerRole, revokeRole } from '../../../../services/community-work'
import { c } from '../../../../texts/staff-community'
import { behind } from '../../../../utils/paging'
import { once } from '../../deciding'
import { endsOn, type Invitation, LONGEST, type MemberLine, memberLines, nameOf, offerWords, type RoleLine, roleLines } from './people'

interface Holder {
  data: { members: MemberLine[] | null; membersMore: string | null; roles: RoleLine[] | null; rolesMore: string | null }
  setData(data: object): void
  tell(said: string, problem?: string): void
}

const NEW: Invitation = { number: '', kind: 'grid_volunteer', months: LONGEST }
export const NO_PEOPLE = {
  members: null as MemberLine[] | null,
  membersMore: null as string | null,
  roles: null as RoleLine[] | null,
  rolesMore: null as string | null,
  inviting: false,
  invitation: NEW,
}

const inner = { code: '', people: [] as Member[], roles: [] as GivenRole[], invitation: NEW }

/** Another community, or the page anew: nothing of the one before is shown. */
export function begin(code: string): void {
  Object.assign(inner, { code, people: [], roles: [], invitation: NEW })
}

/** The first page, or the next. */
export async function seeMembers(page: Holder, code: string): Promise<void> {
  const { items, next_cursor } = await members(code, page.data.membersMore)
  if (code !== inner.code) return
  inner.people.push(...items)
  page.setData({ members: memberLines(inner.people), membersMore: next_cursor })
}

export async function seeRoles(page: Holder, code: string): Promise<void> {
  const { items, next_cursor } = await givenRoles(code, page.data.rolesMore)
  if (code === inner.code) show(page, behind(inner.roles, items, ({ id }) => id), next_cursor)
}

function show(page: Holder, all: GivenRole[], more: string | null): void {
  inner.roles = all
  page.setData({ roles: roleLines(all, clock.now()), rolesMore: more })
}

/** The number's field shows what is typed by itself. */
export function invite(page: Holder, field: keyof Invitation, value: string | number): void {
  inner.invitation = { ...inner.invitation, [field]: value }
  if (field !== 'number') page.setData({ invitation: inner.invitation })
}

/** Sent again with the same words it is the same offer. */
export async function offer(page: Holder, code: string): Promise<void> {
  const { number, kind, months } = inner.invitation
  const account = number.trim().toUpperCase()
  if (!account) return page.tell('', c.noNumber)
  const body = { account, kind, ends_on: endsOn(months, clock.now()) }
  const made = await once(`offer:${code}:${JSON.stringify(body)}`, (key) => offerRole(code, body, key))
  if (code !== inner.code) return
  inner.invitation = NEW
  page.setData({ inviting: false, invitation: NEW })
  if (page.data.roles) show(page, behind([made], inner.roles, ({ id }) => id), page.data.rolesMore)
  page.tell(offerWords(made, clock.now()))
}

export function roleOf(id: number): GivenRole | undefined {
  return inner.roles.find((one) => one.id === id)
}

export async function revoke(page: Holder, role: GivenRole): Promise<void> {
  const { code } = inner
  await once(`revoke:${role.id}`, (key) => revokeRole(role.id, key)).catch(goneIsDone)
  if (code !== inner.code) return
  show(page, inner.roles.filter(({ id }) => id !== role.id), page.data.rolesMore)
  page.tell(role.state === 'offered' ? c.takenBack(nameOf(role)) : c.ended(nameOf(role)))
}

/** A colleague was first, or the answer to the first try was lost. */
export function goneIsDone(error: unknown): void {
  if (asFailure(error).status !== 404) throw error
}
