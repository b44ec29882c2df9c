/** One's own volunteer roles while a community's page shows: looked at beside it, answered one at a time. No WeChat here. */
import { clock } from '../../../../core/http'
import { asFailure } from '../../../../core/problem'
import { accountNo, asPerson } from '../../../../services/person'
import { acceptRole, giveUpRole, myRoles, type OwnRole } from '../../../../services/roles'
import { ro } from '../../../../texts/roles'
import { createLooks } from '../../../../utils/looks'
import { createSending } from '../../../../utils/sending'
import { type Reply, rolesShown, SAID, type Told, toldOf } from './roles'

interface Holder {
  /** `card`: as it is called today, once it is known */
  data: { code: string; card: { code: string } | null; busy: boolean }
  setData(data: object): void
}

/** So long the page takes no tap after its buttons moved: the finger that moved them may shake. */
const FRESH_MS = 250
const LOOK = 'roles'

export const NO_ROLES = { roles: [] as ReturnType<typeof rolesShown>['lines'], said: '', roleGone: '', rolesFailed: '', fresh: false }

const looks = createLooks()
const sending = createSending()
/** `read`: whose briefing is open */
const inner = { whose: null as string | null, roles: [] as OwnRole[], told: null as Told | null, read: 0 }

/** From `onLoad`. */
export function begin(): void {
  Object.assign(inner, { whose: null, roles: [], told: null, read: 0 })
}

/** From `onShow`: what was said before was read. */
export function readAll(page: Holder): void {
  if (inner.told?.state === 'refused') inner.told = null
  page.setData({ said: '', roleGone: '' })
}

/** Holds up nothing of the community's; a guest has no roles, and what did not come leaves those that are there. */
export async function loadRoles(page: Holder, fresh: boolean): Promise<void> {
  const whose = accountNo()
  if (whose !== inner.whose) Object.assign(inner, { whose, roles: [], told: null, read: 0 })
  showRoles(page)
  if (whose === null) return page.setData({ rolesFailed: '' })
  const look = looks.begin()
  const old = () => looks.overtaken(LOOK, look) || whose !== accountNo()
  try {
    const roles = await myRoles(fresh)
    if (old()) return
    looks.answered(LOOK, look)
    inner.roles = roles
    showRoles(page)
    page.setData({ rolesFailed: '' })
  } catch (error) {
    if (old()) return
    const closing = asFailure(error).slug === 'account-closing' // who leaves has none any more
    if (closing) inner.roles = []
    showRoles(page)
    page.setData({ rolesFailed: closing ? '' : ro.failed })
  }
}

export function showRoles(page: Holder): void {
  const code = page.data.card?.code ?? page.data.code
  const { lines, gone } = rolesShown(inner.roles, code, inner.told, inner.read, clock.now())
  page.setData({ roles: lines, roleGone: gone })
}

export function turnBriefing(page: Holder, id: number): void {
  inner.read = inner.read === id ? 0 : id
  showRoles(page)
  rest(page)
}

/** True when it is done. Under one key until it is answered; saying no needs no age. */
export async function answerRole(page: Holder, id: number, what: Reply): Promise<boolean> {
  if (page.data.busy) return false
  page.setData({ busy: true, said: '' })
  tell(page, { id, what, state: 'busy', words: '' })
  const key = sending.keyOf({ id, what })
  const act = () => (what === 'accept' ? acceptRole(id, key) : giveUpRole(id, key))
  try {
    const made = await asPerson({ why: ro.why, anyAge: what !== 'accept' }, act)
    if (made) take(made)
    tell(page, null)
    if (!made) return false
    page.setData({ said: SAID[what] })
    void answered(page)
    return true
  } catch (error) {
    const told = toldOf(id, what, asFailure(error))
    tell(page, told)
    if (told.state === 'refused') await answered(page)
    return false
  } finally {
    page.setData({ busy: false })
  }
}

/** What an answer says of a role stands at once. */
function take(made: OwnRole): void {
  inner.read = 0
  inner.roles = inner.roles.map((role) => (role.id === made.id ? made : role))
}

/** Looks begun before are old, and the next tap is another act. */
function answered(page: Holder): Promise<void> {
  sending.answered()
  looks.acted(LOOK)
  return loadRoles(page, true)
}

function tell(page: Holder, told: Told | null): void {
  inner.told = told
  showRoles(page)
  if (told?.state !== 'busy') rest(page)
}

function rest(page: Holder): void {
  page.setData({ fresh: true })
  setTimeout(() => page.setData({ fresh: false }), FRESH_MS)
}
