/** What each button of 我的驿站 sends, and what takes it back. No WeChat here. */
import { confirmDaily, setAmenity, settleOpening, takeConfirmationBack, type Word } from '../../../../services/keeping'
import { close, type Closing, type Closure, dropSpecial, reopen, setSpecial } from '../../../../services/keeping-hours'
import type { StationDetail } from '../../../../services/station'
import { REPORTED } from '../../../../texts/keeping'
import { keepingDay as k } from '../../../../texts/keeping-day'
import { untilWords } from '../../../../utils/time'
import type { Act } from '../../acting'
import { closingAgain, type Night, type SaidRow } from '../../day'

/** Where answers of the three buttons stand. */
export const DAY = 'day'

export function asEver(code: string, version: number, key: string): Act {
  return { at: DAY, words: k.confirmed, doing: () => confirmDaily(code, version, key), undo: (_, after) => () => takeConfirmationBack(code, after.version) }
}

export function closing(code: string, until: string, key: string, now: number): Act {
  const asked: Closing = { from: null, to: until, reason: k.reason, substitute_code: null }
  return {
    at: DAY,
    words: k.closed(untilWords(Date.parse(until), now)),
    doing: () => close(code, asked, key),
    undo: (before, after) => () => endAll(code, after.closures.filter(({ id }) => !before.closures.some((one) => one.id === id)), after),
  }
}

/** Each under its key of the same number, so that a repeat closes nothing twice. */
export function reopening(code: string, closures: readonly Closure[], keys: readonly string[]): Act {
  return {
    at: DAY,
    words: k.reopened,
    doing: () => endAll(code, closures, null),
    undo: (_, after) => async () => {
      let detail = after
      for (const [at, one] of closures.entries()) detail = await close(code, closingAgain(one), keys[at]!)
      return detail
    },
  }
}

async function endAll(code: string, closures: readonly Closure[], detail: StationDetail | null): Promise<StationDetail> {
  let found = detail
  for (const { id } of closures) found = await reopen(code, id)
  return found!
}

export function night(code: string, { special }: Night): Act {
  return {
    at: DAY,
    words: k.nightOpen,
    doing: () => setSpecial(code, special),
    undo: (before) => {
      const old = before.exceptions.find(({ date }) => date === special.date)
      return () => (old ? setSpecial(code, old) : dropSpecial(code, special.date))
    },
  }
}

/** Riders' reports of a thing, answered with how it is: they see it by this tap. */
export function settling(code: string, row: SaidRow, status: string, version: number): Act {
  const said: Word = { status, note: '', eta: null }
  return {
    at: row.amenity,
    settled: row.amenity,
    words: k.settled(row.name, REPORTED[status] ?? status),
    doing: () => setAmenity(code, row.amenity, said, version),
    undo: (before, after) => () => setAmenity(code, row.amenity, wordOf(before, row.amenity), after.version, true),
  }
}

/** 到了没开 leaves the hours as they are, so there is nothing to take back. */
export function settlingOpening(code: string, status: 'open' | 'closed', key: string): Act {
  return { at: DAY, settled: 'opening', words: k.thanks, doing: () => settleOpening(code, status, key), undo: null }
}

function wordOf(detail: StationDetail, amenity: string): Word {
  const found = detail.amenities.find((one) => one.amenity === amenity)
  return found ? { status: found.status, note: found.note, eta: found.eta } : { status: 'absent', note: '', eta: null }
}
