/** My sign-ups with what may be answered right in the list: an offer, an open call, a move. No WeChat here. */
import type { Point } from '../../../../core/location'
import { type ReplyLine, repliesOf } from '../../../../pages/shift/describing'
import type { MySignUp } from '../../../../services/signups'
import { ownLine, type ShiftLine, stands } from '../../../../utils/shift-words'

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

/**
 * Of shifts that are not over, as the service lists them: what lies ahead, and what one has left, the last first. One that
 * was answered here stays where the finger is; what the organiser called off is told behind the others.
 */
export function parted(all: readonly MySignUp[], told: ReadonlyMap<number, Told>): { ahead: MySignUp[]; left: MySignUp[] } {
  const stays = (one: MySignUp): boolean => isTold(told.get(one.shift_id)) || stands(one)
  const calledOff = (one: MySignUp): boolean => !stays(one) && one.state === 'shift_cancelled'
  const left = all.filter((one) => !stays(one) && !calledOff(one))
  return { ahead: [...all.filter(stays), ...all.filter(calledOff)], left: left.reverse() }
}

function isTold(told: Told | undefined): boolean {
  return told !== undefined && Boolean(told.said || told.busy || told.problem)
}
