/** How lists of one's own rights are looked at (`utils/looking.ts`); whoever is leaving is shown where that stands. */
import { clock } from '../../core/http'
import { asPerson, isSignedIn } from '../../services/person'
import { r } from '../../texts/privacy'
import { createLooking, type Looking } from '../../utils/looking'
import { failedFace, FINE } from './standing'

const NOTHING = { lines: null }

/** For pages whose list is `lines`. */
export function createRightsLooking<T>(ask: (fresh: boolean) => Promise<T>): Looking<T> {
  return createLooking({
    ask,
    blank: NOTHING,
    fine: FINE,
    failed,
    enter: (look) => asPerson({ why: r.whySignIn, anyAge: true }, look),
    isSignedIn,
    now: () => clock.now(),
  })
}

function failed(error: unknown, seenAt: number): object {
  const face = failedFace(error, seenAt, clock.now())
  return face.closing ? { ...face, ...NOTHING } : { ...face }
}
