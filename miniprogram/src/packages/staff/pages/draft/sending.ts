/** What is written on its way to the service, and what the page says where it did not get there. */
import { newKey } from '../../../../core/calling'
import type { Failure } from '../../../../core/problem'
import { changeShift, createSeries, createShift, ledShift, type WrittenShift } from '../../../../services/leading'
import type { ShiftDetail } from '../../../../services/shifts'
import { s } from '../../../../texts/staff-shifts'
import { faultsOf } from '../../faults'
import { begunSeries, bodyOf, type Form, isAsBefore, keyed, makesSeries, oneOfSeries, rruleOf } from './form'

/** What is known by now is on the phone at once, in whatever the form has become meanwhile. */
type Note = (change: (form: Form) => Form) => void

/**
 * `here`: how it stands there, as far as it is known. `note`: of a first sending the key is on the phone before it goes, so
 * that sent again after a lost answer it is the same draft, not a second one.
 */
export async function sendForm(form: Form, here: ShiftDetail | null, note: Note): Promise<ShiftDetail | WrittenShift> {
  if (form.id === null) return sendNew(form, note)
  if (form.series) {
    const found = await firstOf(form, note)
    return sendForm(oneOfSeries(form, found.id), found, note)
  }
  // a resident's address is not on the phone: what stands there is sent back with the rest
  const known = here ?? (await ledShift(form.id, true))
  if (known.version === form.version && isAsBefore(form, known)) return known
  return changeShift(form.id, bodyOf(form, known.private_place), form.version)
}

async function sendNew(form: Form, note: Note): Promise<ShiftDetail | WrittenShift> {
  const body = bodyOf(form, null)
  const { form: noted, key } = keyed(form, body, newKey)
  note(() => noted)
  const rrule = rruleOf(form)
  if (rrule === null) return createShift(body, key)
  const { shifts } = await createSeries(rrule, body, key)
  const begun = (one: Form): Form => begunSeries(one, shifts, form.startsAt)
  note(begun) // before anything else can fail: written on and sent again, it is no second series
  return firstOf(begun(form), note)
}

/**
 * Of a series that is written on which waits for no decision, as on a holiday: published, it shows the others, too. Where
 * all wait, the first.
 */
async function firstOf({ series }: Form, note: Note): Promise<ShiftDetail> {
  const [first, ...others] = series!
  const begins = await ledShift(first!.id, true)
  let found = begins
  for (const { id } of others) {
    if (found.waits_for === null) break
    found = await ledShift(id, true)
  }
  if (found.waits_for !== null) found = begins
  note((one) => oneOfSeries(one, found.id))
  return found
}

/** As it is now at the service, to be written on. */
export function takenForm(form: Form, { id, version }: ShiftDetail): Form {
  return { ...form, id, version, sent: null }
}

/** `form`: as it was sent. Whether holidays are in the way of the series it makes: of the first time, or of all. */
export function holidaysOf(form: Form, made: ShiftDetail): 'none' | 'first' | 'all' {
  if (!makesSeries(form)) return 'none'
  if (made.waits_for !== null) return 'all'
  return Date.parse(made.starts_at) > form.startsAt ? 'first' : 'none'
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
