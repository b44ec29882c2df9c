/**
 * A person's act: sign in first if nobody is, and ask what the service wants asked (age, a changed notice, a consent that
 * was withdrawn) before the act goes on by itself. What is asked is shown by whoever is handed in. No WeChat here.
 */
import { asFailure } from './problem'
import type { Session } from './session'

export interface Ask {
  /** one sentence: why this needs a person */
  why: string
  /** the consent that the act is, if it is one */
  purpose?: string
  /** may be done under 16, too */
  anyAge?: boolean
}

/** What the sheet asks. `young`: nothing is asked, only told. */
export type Face =
  | { kind: 'sign-in'; why: string; askAge: boolean }
  | { kind: 'age' }
  | { kind: 'young' }
  | { kind: 'notice' | 'withdrawn'; purpose: string }

export type Answer = 'yes' | 'young' | 'no'

export interface Sheet {
  face: Face
  /** what an answer sets going; the sheet stays until it is done, and shows why it failed */
  work(answer: Answer): Promise<void>
}

export interface AskingWiring {
  session: Pick<Session, 'account' | 'signIn'>
  /** resolves with the answer whose work is done; `no` when the page is left */
  show(sheet: Sheet): Promise<Answer>
  /** whether 已满16岁 was answered on this phone */
  ageAsked(): boolean
  rememberAge(): void
  confirmAge(): Promise<void>
  /** fetch the notices again */
  refreshNotices(): Promise<void>
  giveConsent(purpose: string): Promise<void>
}

export interface Asking {
  /** The act's answer; null when the person said no. Failures that no answer heals are thrown. `act` may run again. */
  asPerson<T>(ask: Ask, act: () => Promise<T>): Promise<T | null>
}

/** So often one act may be asked about; more would be a circle. */
const MOST_QUESTIONS = 4

export function createAsking(wiring: AskingWiring): Asking {
  const told = (face: Face) => wiring.show({ face, work: () => Promise.resolve() })

  const grownUp = async (answer: Answer): Promise<boolean> => {
    if (answer === 'young') await told({ kind: 'young' })
    return answer === 'yes'
  }

  const signIn = async (ask: Ask): Promise<boolean> => {
    const askAge = !wiring.ageAsked()
    const answer = await wiring.show({
      face: { kind: 'sign-in', why: ask.why, askAge },
      async work(said) {
        if (said === 'no') return
        await wiring.session.signIn(askAge ? { ageOk: said === 'yes' } : {})
        if (askAge) wiring.rememberAge()
      },
    })
    return answer === 'young' && ask.anyAge === true ? true : grownUp(answer)
  }

  const confirm = (): Promise<boolean> =>
    wiring.show({ face: { kind: 'age' }, work: async (said) => (said === 'yes' ? wiring.confirmAge() : undefined) }).then(grownUp)

  const agree = async (kind: 'notice' | 'withdrawn', purpose: string): Promise<boolean> => {
    await wiring.refreshNotices()
    const work = async (said: Answer) => (said === 'yes' && kind === 'withdrawn' ? wiring.giveConsent(purpose) : undefined)
    return (await wiring.show({ face: { kind, purpose }, work })) === 'yes'
  }

  /** Whether the act may be tried again; null: nothing to ask about this failure. */
  const heal = async (ask: Ask, error: unknown): Promise<boolean | null> => {
    const { slug } = asFailure(error)
    if (slug === 'not-signed-in') return signIn(ask)
    if (slug === 'age-unconfirmed') return confirm()
    if (slug === 'notice-changed' && ask.purpose) return agree('notice', ask.purpose)
    if (slug === 'consent-withdrawn' && ask.purpose) return agree('withdrawn', ask.purpose)
    return null
  }

  return {
    async asPerson(ask, act) {
      if (wiring.session.account() === null && !(await signIn(ask))) return null
      for (let question = 0; ; question += 1) {
        try {
          return await act()
        } catch (error) {
          const again = question < MOST_QUESTIONS ? await heal(ask, error) : null
          if (again === null) throw error
          if (!again) return null
        }
      }
    },
  }
}
