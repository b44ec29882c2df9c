/** Who holds the phone: signing in before an act that needs a person, and out. Used by every page (`components/sign-in`). */
import { type Answer, type Ask, createAsking, type Sheet } from '../core/asking'
import { session, storage } from '../core/http'
import { type ClientConfig, config, keptConfig } from './config'
import { confirmAge, endSession, giveConsent } from './people'
import { tellPerson } from './who'

export { accountNo, isSignedIn, offPerson, onPerson } from './who'

type Notice = ClientConfig['notices'][string]

const AGE = 'age-asked'

/** Own lists that the phone keeps for when there is no network. Drafts and what waits for sending stay for their account. */
const OWN = ['me', 'my-hours', 'my-signups', 'notices', 'staff-shifts', 'staff-decisions', 'staff-scope']

/** The sheet of the page on the screen. */
let shown: ((sheet: Sheet) => Promise<Answer>) | null = null

const asking = createAsking({
  session: {
    account: () => session.account(),
    async signIn(how) {
      const token = await session.signIn(how)
      tellPerson()
      return token
    },
  },
  async show(sheet) {
    await noticesKnown()
    if (shown === null) throw new Error('this page holds no <sign-in />')
    return shown(sheet)
  },
  ageAsked: () => storage.get<boolean>(AGE) === true,
  rememberAge: () => void storage.set(AGE, true),
  confirmAge,
  refreshNotices: () => config().then(() => undefined),
  giveConsent: (purpose) => giveConsent(purpose, noticeVersion(purpose)),
})

/** Run a person's act, asking first what must be asked. Null: the person said no. `act` may run more than once. */
export function asPerson<T>(ask: Ask, act: () => Promise<T>): Promise<T | null> {
  return asking.asPerson(ask, act)
}

/** By `components/sign-in` of the page on the screen. */
export function onSheet(show: (sheet: Sheet) => Promise<Answer>): void {
  shown = show
}

/** On the phone at once; at the service when it can be reached, else the token runs out by itself. */
export function signOut(): void {
  void endSession().catch(() => undefined)
  session.forget()
  forgetOwn()
}

/** Nobody is signed in any more, here or because the account is gone: nothing of theirs is shown to who comes next. */
export function forgetOwn(): void {
  for (const key of OWN) storage.remove(key)
  tellPerson()
}

/** Once the notices were fetched on this phone, or cannot be: a button that is a consent names what it agrees to. */
export async function noticesKnown(): Promise<void> {
  if (keptConfig() === null) await config().catch(() => undefined)
}

/** The notice of a purpose as last fetched. */
export function noticeOf(purpose: string): Notice | null {
  return keptConfig()?.notices[purpose.split(':')[0]!] ?? null
}

/** What goes into `notice_version`; undefined (never fetched) stays out and means the current one. */
export function noticeVersion(purpose: string): number | undefined {
  return noticeOf(purpose)?.version
}

/** For the words beside a button that is a consent. */
export function noticeTitle(purpose: string): string {
  return noticeOf(purpose)?.title ?? ''
}
