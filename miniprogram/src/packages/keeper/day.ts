/** A keeper's day at one station: what riders say, how long it closes, a night without closing. No WeChat here. */
import type { OpenReports } from '../../services/keeping'
import type { Closing, Closure, Interval, Special } from '../../services/keeping-hours'
import type { Day, StationDetail } from '../../services/station'
import { REPORTED } from '../../texts/keeping'
import { CLOSE_FOR, keepingDay } from '../../texts/keeping-day'
import { AMENITIES } from '../../texts/pages'
import { localDate, untilWords } from '../../utils/time'

const MINUTE = 60_000
const HOUR = 3_600_000
const DAY = 86_400_000
const DAY_MINUTES = 1440
/** A tail past midnight belongs to the day before until then. */
const NOON = 12 * HOUR
const MORNING = 8 * 60
const OPENING = 'opening'

type Band = [number, number]

/** What riders say of one thing, with the two answers. */
export interface SaidRow {
  amenity: string
  name: string
  words: string[]
  choices: { status: string; name: string }[]
}

/** One row a thing, 到了没开 first, then what most people say. */
export function saidRows(reports: readonly OpenReports[]): SaidRow[] {
  const things = [...new Set(reports.map(({ amenity }) => amenity as string))]
  const count = (thing: string): number => of(reports, thing).reduce((sum, one) => sum + one.count, 0)
  const rank = (thing: string): number => (thing === OPENING ? 1e9 : count(thing))
  return things.sort((a, b) => rank(b) - rank(a)).map((thing) => saidRow(thing, of(reports, thing)))
}

function of(reports: readonly OpenReports[], thing: string): OpenReports[] {
  return reports.filter(({ amenity }) => amenity === thing).sort((a, b) => b.count - a.count)
}

function saidRow(amenity: string, said: readonly OpenReports[]): SaidRow {
  const name = AMENITIES[amenity] ?? ''
  if (amenity === OPENING) {
    const words = said.map(({ count }) => keepingDay.shutSaid(count))
    return { amenity, name, words, choices: [{ status: 'closed', name: keepingDay.wasShut }, { status: 'open', name: keepingDay.wasOpen }] }
  }
  const bad = said.find(({ status }) => status !== 'working')?.status
  const first = bad ? { status: bad as string, name: REPORTED[bad] ?? bad } : { status: 'broken', name: keepingDay.notYet }
  return {
    amenity,
    name,
    words: said.map(({ count, status }) => keepingDay.ridersSay(count, name, REPORTED[status] ?? status)),
    choices: [first, { status: 'working', name: keepingDay.good }],
  }
}

/** 30分钟 1小时 今天, each with its end. */
export function closeChoices(): { key: string; name: string }[] {
  return Object.entries(CLOSE_FOR).map(([key, name]) => ({ key, name }))
}

/** When it opens by itself, RFC 3339, a whole minute. 今天 takes the night's tail along, if it is open past midnight. */
export function closeUntil(key: string, detail: StationDetail, now: number): string {
  return rfc3339(key === 'today' ? endOfToday(detail, now) : Math.ceil((now + (key === 'half' ? 30 * MINUTE : HOUR)) / MINUTE) * MINUTE)
}

function endOfToday(detail: StationDetail, now: number): number {
  const midnight = Date.parse(`${localDate(now + DAY)}T00:00:00+08:00`)
  const until = detail.open_until === null ? 0 : Date.parse(detail.open_until)
  return until > midnight && until < midnight + NOON ? until : midnight
}

/** The closures that hold now; what was planned for later stays. */
export function closuresNow(detail: StationDetail, now: number): Closure[] {
  return detail.closures.filter(({ from, to }) => Date.parse(from) <= now && (to === null || Date.parse(to) > now))
}

export function closedWords(closures: readonly Closure[], now: number): string {
  if (!closures.length) return ''
  const ends = closures.map(({ to }) => (to === null ? Infinity : Date.parse(to)))
  const last = Math.max(...ends)
  return last === Infinity ? keepingDay.closedOpen : keepingDay.closedUntil(untilWords(last, now))
}

/** The same closure once more, from now. */
export function closingAgain({ to, reason, substitute_code }: Closure): Closing {
  return { from: null, to, reason, substitute_code }
}

/** Tonight without closing: what the local day's exception becomes, and when the night ends (ms). */
export interface Night {
  special: Special
  until: number
}

/** Null: it is open all night anyway. */
export function nightOpen(today: Day | undefined, now: number): Night | null {
  const date = localDate(now)
  const midnight = Date.parse(`${date}T00:00:00+08:00`)
  const minute = (at: string): number => Math.round((Date.parse(at) - midnight) / MINUTE)
  const bands = (today?.intervals ?? []).map(({ opens_at, closes_at }): Band => [minute(opens_at), minute(closes_at)])
  const start = Math.floor((now - midnight) / MINUTE)
  const running = bands.find(([opens, closes]) => opens <= start && start < closes)
  const opens = running ? running[0] : start
  const end = Math.min(start < MORNING ? MORNING : DAY_MINUTES + MORNING, opens + DAY_MINUTES)
  if (running && running[1] >= end) return null
  const intervals = joined([...bands.filter((band) => band !== running), [opens, end]]).map(asInterval)
  return { special: { date, kind: 'special', intervals, alert: keepingDay.nightAlert }, until: midnight + end * MINUTE }
}

/** In order, what touches as one; none longer than a day. */
function joined(bands: readonly Band[]): Band[] {
  const found: Band[] = []
  for (const [opens, closes] of [...bands].sort((a, b) => a[0] - b[0])) {
    const last = found[found.length - 1]
    if (!last || opens > last[1]) found.push([opens, closes])
    else if (closes - last[0] <= DAY_MINUTES) last[1] = Math.max(last[1], closes)
    else if (closes > last[1]) found.push([last[1], closes])
  }
  return found.filter(([opens]) => opens < DAY_MINUTES)
}

function asInterval([opens_minute, closes_minute]: Band): Interval {
  return { opens_minute, closes_minute }
}

export function rfc3339(ms: number): string {
  return `${new Date(ms + 8 * HOUR).toISOString().slice(0, 19)}+08:00`
}
