/** How the pages of the work look at what waits (`utils/looking.ts`); whoever may not work here any more is led out. */
import { clock } from '../../core/http'
import { asFailure } from '../../core/problem'
import { asPerson, isSignedIn } from '../../services/person'
import { h } from '../../texts/staff-hours'
import { createLooking, type Looking } from '../../utils/looking'
import { leftWork } from './leaving'
import { ageOf } from './waiting'

/** `blank`: what the page shows to a guest instead of the work. */
export function createWorkLooking<T>(blank: object, ask: (fresh: boolean) => Promise<T>): Looking<T> {
  return createLooking({
    ask,
    blank,
    fine: { failed: '', age: '' },
    failed,
    enter: (look) => asPerson({ why: h.why }, look),
    isSignedIn,
    now: () => clock.now(),
  })
}

function failed(error: unknown, seenAt: number): object | null {
  const failure = asFailure(error)
  return leftWork(failure) ? null : { failed: failure.title, age: ageOf(failure, seenAt) }
}
