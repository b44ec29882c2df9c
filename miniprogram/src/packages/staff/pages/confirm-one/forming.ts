/** The form of one row: what is open, how many minutes, which reason; kept on the phone at each change. No WeChat here. */
import type { Queued } from '../../../../services/confirming'
import { CHANGED, h, REFUSED } from '../../../../texts/staff-hours'
import { minutesWords } from '../../../../utils/time'
import { lookRow, mayOf, settles, startsAt, stepped } from '../../confirming'

export type Face = 'look' | 'change' | 'refuse'

export interface Form {
  face: Face
  minutes: number
  reason: string
}

export const draftName = (id: number): string => `hours:${id}`

/** As it was left, where that is still possible. */
export function formOf(row: Queued, draft: Form | null): Form {
  const may = mayOf(row)
  const possible = draft !== null && ((draft.face === 'change' && (may.change || may.correct)) || (draft.face === 'refuse' && may.refuse))
  return possible ? draft : { face: 'look', minutes: startsAt(row), reason: '' }
}

export function steppedForm(row: Queued, form: Form, by: number): Form {
  return { ...form, minutes: stepped(form.minutes, by, mayOf(row).correct ? 0 : 1) }
}

/** A second tap on a reason takes it back. */
export function withReason(form: Form, reason: string): Form {
  return { ...form, reason: form.reason === reason ? '' : reason }
}

/** Why a change cannot be sent yet, empty when it can. */
export function lacking(row: Queued, { minutes, reason }: Form): string {
  if (!mayOf(row).correct) return ''
  if (minutes === row.minutes) return h.sameAsNow
  return reason ? '' : h.whyCorrect
}

export interface Shown {
  row: ReturnType<typeof lookRow>
  face: Face
  reason: string
  reasons: readonly string[]
  counted: string
  confirmWords: string
  changeWords: string
}

export function shownForm(row: Queued, form: Form): Shown {
  const counted = minutesWords(form.minutes)
  const settled = minutesWords(settles(row))
  const { agree, correct } = mayOf(row)
  return {
    row: lookRow(row),
    face: form.face,
    reason: form.reason,
    reasons: form.face === 'refuse' ? REFUSED : CHANGED,
    counted,
    confirmWords: agree ? h.agree(settled) : h.confirm(settled),
    changeWords: !correct ? h.confirm(counted) : form.minutes === 0 ? h.takeBack : h.correct(counted),
  }
}

/** Which of a queue this page shows, in its order. */
export function toShow(state: string, items: readonly Queued[], look: readonly Queued[]): Queued[] {
  if (state === 'pending') return [...look]
  const theirs = items.filter(({ own }) => !own)
  if (state === 'sampled') return theirs.filter(({ actions }) => actions.includes('read'))
  return state === 'changed' ? theirs.filter(({ actions }) => actions.includes('correct')) : theirs
}
