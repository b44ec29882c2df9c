/** Objections as the page lists them, with what was begun to be answered. No WeChat here. */
import type { ObjectionInQueue } from '../../../../services/confirming'
import { h } from '../../../../texts/staff-hours'
import { dateWords, localDate, minutesWords } from '../../../../utils/time'
import { nameOf, whenOf } from '../../confirming'

export interface ObjectionRow {
  id: number
  hours: number
  name: string
  title: string
  when: string
  stands: string
  text: string
  due: string
  late: boolean
  may: boolean
  label: string
  sendName: string
  fixName: string
  fixes: boolean
  answer: string
}

export const draftName = (id: number): string => `objection:${id}`

/** `begun`: the answer that was typed and not sent yet. */
export function objectionRows(items: readonly ObjectionInQueue[], begun: (id: number) => string, now: number): ObjectionRow[] {
  return items.map((one) => {
    const name = nameOf(one.hours)
    const late = one.due_on < localDate(now)
    const { minutes, state } = one.hours
    return {
      id: one.id,
      hours: one.hours_id,
      name,
      title: one.hours.shift.title,
      when: whenOf(one.hours),
      stands: state === 'confirmed' ? h.stands(minutesWords(minutes)) : h.standsNot,
      text: one.text,
      due: late ? h.overdue(dateWords(one.due_on)) : h.due(dateWords(one.due_on)),
      late,
      may: one.actions.includes('answer'),
      label: h.answerOf(name),
      sendName: h.sendTo(name),
      fixName: h.fixOf(name),
      fixes: one.hours.actions.includes('correct'),
      answer: begun(one.id),
    }
  })
}
