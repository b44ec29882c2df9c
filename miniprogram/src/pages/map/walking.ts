/** Whom 下一家 of the map leads to: the same as that of the list. No WeChat here. */
import { t } from '../../texts/zh-CN'
import { openOnes, type Placed } from '../../utils/nearby'
import { answerOf } from '../nearest/finding'

export interface Walk {
  /** the list's answer, null without a station */
  first: Placed | null
  /** those open on arrival; where there is none, all */
  stops: readonly Placed[]
  /** that none is open, empty while one is */
  says: string
}

/** `shut`: codes that this phone found shut. */
export function walkOf(all: readonly Placed[], shut: ReadonlySet<string>, now: number): Walk {
  const known = all.filter(({ station }) => !shut.has(station.code))
  const stops = openOnes(known, now)
  if (stops.length) return { first: stops[0]!, stops, says: '' }
  const { answer, headline } = answerOf(known, new Set(), now, [], '', false)
  const first = all.find(({ station }) => station.code === answer?.code) ?? all[0] ?? null
  return { first, stops: all, says: answer ? headline : t.noneOpen }
}

/** The stop after this one in the list's order, the first again after the last; null when there is no other. */
export function stopAfter(list: readonly Placed[], stops: readonly Placed[], code: string): Placed | null {
  const at = list.findIndex(({ station }) => station.code === code)
  const onward = [...list.slice(at + 1), ...list.slice(0, Math.max(at, 0))]
  return onward.find((one) => stops.includes(one)) ?? null
}
