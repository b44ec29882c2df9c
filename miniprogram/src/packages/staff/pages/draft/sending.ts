/** What is written on its way to the service, and what the page says where it did not get there. */
import { newKey } from '../../../../core/calling'
import type { Failure } from '../../../../core/problem'
import { changeShift, createSeries, createShift, ledShift, type WrittenShift } from '../../../../services/leading'
import type { ShiftDetail } from '../../../../services/shifts'
import { s } from '../../../../texts/staff-shifts'
import { faultsOf } from '../../faults'
import { bodyOf, type Form, isAsBefore, keyed, rruleOf } from './form'

/**
 * `here`: how it stands there, as far as it is known. `note`: of a first sending the key is on the phone before it goes, so
 * that sent again after a lost answer it is the same draft, not a second one.
 */
export async function sendForm(form: Form, here: ShiftDetail | null, note: (form: Form) => void): Promise<ShiftDetail | WrittenShift> {
  if (form.id === null) {
    const body = bodyOf(form, null)
    const { form: noted, key } = keyed(form, body, newKey)
    note(noted)
    const rrule = rruleOf(form)
    return rrule === null ? createShift(body, key) : firstOf(await createSeries(rrule, body, key))
  }
  // a resident's address is not on the phone: what stands there is sent back with the rest
  const known = here ?? (await ledShift(form.id, true))
  if (known.version === form.version && isAsBefore(form, known)) return known
  return changeShift(form.id, bodyOf(form, known.private_place), form.version)
}

/** Of a series the first is written on and published, and the others with it. */
function firstOf({ shifts: [first] }: Awaited<ReturnType<typeof createSeries>>): Promise<ShiftDetail> {
  if (!first) throw new Error('a series without a shift')
  return ledShift(first.id, true)
}

/** As it is now at the service, to be written on. */
export function takenForm(form: Form, { id, version }: ShiftDetail): Form {
  return { ...form, id, version, sent: null }
}

/** Half a checklist is a draft, too, and so is the reason of a shift that is about to be called off. */
export function isWorthKeeping({ checked, callOff }: Form): boolean {
  return checked.some(Boolean) || callOff !== null
}

/** Why it did not go, a sentence each. */
export function refusalLines(failure: Failure): string[] {
  if (failure.kind === 'unknown') return [s.unanswered]
  if (failure.kind === 'offline') return [s.offlineKept]
  return failure.status === 404 ? [s.draftGone] : faultsOf(failure)
}
