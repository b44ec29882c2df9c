/**
 * The end of somebody's work here. A role can be taken while its holder is at it: the next answer is 401 or 403. Then the
 * page says so and whom to ask, what the phone kept of the work goes, and the person is back where every rider begins.
 * What they typed stays in their drafts. Whatever a staff page keeps in storage has a name that begins with `staff-`.
 */
import { storage } from '../../core/http'
import type { Failure } from '../../core/problem'
import { keptConfig } from '../../services/config'
import { drafts } from '../../services/drafts'
import { me } from '../../services/people'
import { accountNo, isSignedIn } from '../../services/person'
import { outbox, wake } from '../../services/waiting'
import { HOTLINES } from '../../texts/pages'
import { leavingTexts as words } from '../../texts/staff-leaving'

/** Under which 我的 keeps who one is, and with it whether there is an entry to the work. */
const WHO = 'me'
const STAFF = 'staff-'
/** What the work is called, kept while there is work: `keepScope`. */
export const SCOPE = 'staff-scope'
const HOME = '/pages/nearest/nearest'

let leaving = false

/**
 * Whether this failure of a call in a staff page means that its holder may not work here any more. If so, all else is done
 * from here: `if (leftWork(failure)) return`. Refusals that name a reason of their own (one's own row, age, a consent) do not.
 */
export function leftWork(failure: Failure): boolean {
  if (!isSignedIn()) return false
  const { detail } = failure.body ?? {} // a refusal without a reason of its own repeats its title
  const bare = failure.slug === 'not-allowed' && (!detail || detail === failure.title)
  const ended = failure.status === 401 || (failure.status === 403 && bare)
  if (ended) void leave()
  return ended
}

/** The same where a 404 may hide what is not one's own to know any more: a draft, a row of a roster. */
export async function leftWorkOrGone(failure: Failure): Promise<boolean> {
  if (leftWork(failure)) return true
  if (failure.status !== 404 || !isSignedIn() || (await hasWork())) return false
  void leave()
  return true
}

/** One's last role went, and `GET /me` already says so. */
export function endWork(): void {
  void leave()
}

/** Where one works, for whom to ask when it ends. */
export function keepScope(name: string): void {
  storage.set(SCOPE, name)
}

/** A page of the work was answered: whoever is refused later did work here. */
export function worksHere(): void {
  if (storage.get<string>(SCOPE) === null) storage.set(SCOPE, '')
}

/** Whether this phone knows that its holder worked here; a rider who followed a link did not. */
function worked(): boolean {
  return storage.get<string>(SCOPE) !== null || storage.get<{ hasRole?: boolean }>(WHO)?.hasRole === true
}

async function leave(): Promise<void> {
  if (leaving) return
  leaving = true
  const scope = storage.get<string>(SCOPE)
  const who = scope ? words.whoOf(scope) : words.who
  const works = await hasWork()
  const [title, content] = works ? [words.notYours, words.notYoursText(who)] : endOf(who)
  if (!works) clear()
  wx.showModal({
    title,
    content,
    showCancel: false,
    confirmText: words.known,
    complete() {
      leaving = false
      wx.reLaunch({ url: HOME })
    },
  })
}

/** What is said to whoever holds no role. */
function endOf(who: string): [string, string] {
  if (!worked()) return [words.notStaff, words.notStaffText(who)]
  const line = keptConfig()?.hotlines[0] ?? HOTLINES[0]!
  const text = drafts.names('').length ? words.endedText : words.endedShort
  return [words.ended, text(who, line.number)]
}

/** Another role may stay; where that cannot be asked, the refusal stands. */
async function hasWork(): Promise<boolean> {
  try {
    return (await me(true)).roles.length > 0
  } catch {
    return false
  }
}

/** Nothing of the work stays on the phone but what its holder typed; scans that got a final word go, too. */
function clear(): void {
  storage.remove(WHO)
  for (const key of wx.getStorageInfoSync().keys) if (key.startsWith(STAFF)) storage.remove(key)
  const scans = (): string[] => outbox.items(accountNo() ?? '').flatMap(({ id, what }) => (what === 'scan' ? [id] : []))
  scans().forEach((id) => outbox.dismiss(id))
  if (scans().length) void wake().then(() => scans().forEach((id) => outbox.dismiss(id)))
}
