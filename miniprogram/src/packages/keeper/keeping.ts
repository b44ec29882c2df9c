/** What keepers read of their stations. No WeChat here. */
import type { KeptStation, OpenReports } from '../../services/keeping'
import type { StationDetail } from '../../services/station'
import { keepingTexts, REPAIRS, REPORTED, SAID } from '../../texts/keeping'
import { AMENITIES, AMENITY_STATES, TOLD, t } from '../../texts/pages'
import { repairs } from '../../utils/repair'
import { fromCard } from '../../utils/station'
import { agoWords } from '../../utils/time'
import { amenityWords, stateWords, type Tone } from '../../utils/words'

export interface KeptRow {
  code: string
  name: string
  state: string
  tone: Tone
  hidden: boolean
  broken: string
  reports: string
  told: string
}

/** One thing of a station with what can be said of it. */
export interface ThingRow {
  code: string
  name: string
  /** how it is now, with its expected repair */
  now: string
  bad: boolean
  told: string
  /** what riders say of it, a sentence each */
  riders: string[]
  choices: { status: string; name: string; on: boolean }[]
}

export interface Opening {
  count: number
  words: string
}

/** Those with something to answer first, then by name of the list (code). */
export function rowsOf(all: readonly KeptStation[], now: number): KeptRow[] {
  const rows = all.map((card) => {
    const station = fromCard(card, now)
    const broken = card.amenities.filter(({ status }) => status === 'broken')
    return {
      code: card.code,
      name: card.name,
      ...stateWords(station, now),
      hidden: !card.open_to_riders || card.status !== 'active',
      broken: broken.map(({ amenity }) => `${AMENITIES[amenity] ?? amenity}${AMENITY_STATES['broken']}`).join(' '),
      reports: card.open_reports ? keepingTexts.reports(card.open_reports) : '',
      told: station.told ? t.told(TOLD[station.told.by] ?? '', agoWords(station.told.at, now)) : '',
    }
  })
  return rows.sort((a, b) => Number(b.reports !== '') - Number(a.reports !== ''))
}

/** In the order of the station's own list, then those it does not have if `others`. */
export function thingRows(detail: StationDetail, reports: readonly OpenReports[], others: boolean, now: number): ThingRow[] {
  const own = detail.amenities.map(({ amenity }) => amenity as string)
  const rest = others ? Object.keys(AMENITIES).filter((code) => !own.includes(code)) : []
  return [...own, ...rest].map((code) => thingRow(code, detail, reports, now))
}

function thingRow(code: string, detail: StationDetail, reports: readonly OpenReports[], now: number): ThingRow {
  const found = detail.amenities.find(({ amenity }) => amenity === code)
  const status = found?.status ?? ''
  const name = AMENITIES[code] ?? code
  const { note, broken } = amenityWords(code, status, found?.eta ?? null, now)
  const state = AMENITY_STATES[status] ?? AMENITY_STATES['absent']!
  const said = reports.filter(({ amenity }) => amenity === code)
  return {
    code,
    name,
    now: broken && note ? `${state}，${note}` : state,
    bad: broken,
    told: found ? t.told(TOLD[found.source] ?? '', agoWords(Date.parse(found.since), now)) : '',
    riders: said.map((one) => keepingTexts.othersSay(one.count, name, REPORTED[one.status] ?? one.status)),
    choices: SAID.map((one) => ({ ...one, on: one.status === status })),
  }
}

export function repairChoices(now: number): { key: string; name: string }[] {
  return repairs(now).map((key) => ({ key, name: REPAIRS[key]! }))
}

/** 到了没开, which the station's things do not show. */
export function openingOf(reports: readonly OpenReports[]): Opening | null {
  const count = reports.filter(({ amenity }) => amenity === 'opening').reduce((sum, one) => sum + one.count, 0)
  return count ? { count, words: keepingTexts.shutSaid(count) } : null
}
