/** My sign-ups with what may be answered right in the list: an offer, an open call, a move. No WeChat here. */
import type { Point } from '../../../../core/location'
import { type ReplyLine, repliesOf } from '../../../../pages/shift/describing'
import type { MySignUp } from '../../../../services/signups'
import { ownLine, type ShiftLine } from '../../../../utils/shift-words'

export interface AheadLine extends ShiftLine {
  replies: ReplyLine[]
  /** what is said of an answer that was given here */
  said: string
  busy: string
  problem: string
  resend: boolean
}

/** How the answer to one shift stands. */
export interface Told {
  said: string
  busy: string
  problem: string
  resend: boolean
}

export const SILENT: Told = { said: '', busy: '', problem: '', resend: false }

export function aheadLine(signUp: MySignUp, told: Told | undefined, now: number, point: Point | null): AheadLine {
  return { ...ownLine(signUp, now, point), replies: repliesOf(signUp), ...(told ?? SILENT) }
}
