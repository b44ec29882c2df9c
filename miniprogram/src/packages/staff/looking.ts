/** How the pages of the work look at what waits (`utils/looking.ts`); whoever may not work here any more is led out. */
import { clock } from '../../core/http'
import { asFailure, type Failure } from '../../core/problem'
import { asPerson, isSignedIn } from '../../services/person'
import { h } from '../../texts/staff-hours'
import { createLooking, type Looking } from '../../utils/looking'
import { leftWork, leftWorkOrGone } from './leaving'
import { ageOf } from './waiting'

interface Told {
  /** why one signs in here */
  why?: string
  /** where a 404 may hide what is not one's own to know any more */
  gone?: string
}

/** `blank`: what the page shows to a guest instead of the work. */
export function createWorkLooking<T>(blank: object, ask: (fresh: boolean) => Promise<T>, { why = h.why, gone }: Told = {}): Looking<T> {
  return createLooking({
    ask,
    blank,
    fine: { failed: '', age: '' },
    failed: (error, seenAt) => faceOf(asFailure(error), seenAt, gone),
    enter: (look) => asPerson({ why }, look),
    isSignedIn,
    now: () => clock.now(),
  })
}

async function faceOf(failure: Failure, seenAt: number, gone: string | undefined): Promise<object | null> {
  if (gone === undefined ? leftWork(failure) : await leftWorkOrGone(failure)) return null
  return { failed: (failure.status === 404 && gone) || failure.title, age: ageOf(failure, seenAt) }
}
