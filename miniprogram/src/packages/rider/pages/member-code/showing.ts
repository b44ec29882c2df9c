/** Which code is shown and when the next is asked for, by server time. No WeChat here. */
import type { MemberCode } from '../../../../services/checkins'

export { AGAIN_MS, mayAsk } from '../../../../utils/again'

export interface Held {
  code: string
  /** server ms */
  until: number
  /** server ms from which a newer one is asked for */
  renewAt: number
}

export const EVERY_MS = 60_000

export function heldOf({ code, valid_until, server_now }: MemberCode): Held {
  return { code, until: Date.parse(valid_until), renewAt: Date.parse(server_now) + EVERY_MS }
}

/** The code to show at `now`; empty when none is good any more. */
export function shownAt(held: Held | null, now: number): string {
  return held && now < held.until ? held.code : ''
}

export function isDue(held: Held | null, now: number): boolean {
  return held === null || now >= held.renewAt
}
