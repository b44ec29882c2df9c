/** One shape of a station for all pages, whether it came as a card or as a row of the offline bundle. */
import type { Bundle } from '../core/bundle'
import type { components } from '../types/api'
import { openStateAt, type Window } from './windows'

export type Card = components['schemas']['StationCard']

export interface Amenity {
  amenity: string
  status: string
  /** RFC 3339 or null: when it should work again */
  eta: string | null
}

export interface Station {
  code: string
  name: string
  kind: string
  address: string
  area: string
  township: string
  /** GCJ-02 */
  lat: number
  lng: number
  amenities: readonly Amenity[]
  alert: string | null
  contact: string | null
  /** ms and role of the newest word about it */
  told: { at: number; by: string } | null
  crowding: string | null
  synthetic: boolean
  state: 'open' | 'closed' | 'unknown'
  /** ms when `state` ends, null if it does not or nobody knows */
  until: number | null
  opensAt: number | null
}

/** A card as of `now` (server ms): it may have turned since it was answered. */
export function fromCard(card: Card, now: number): Station {
  const turned = card.next_change !== null && Date.parse(card.next_change.at) <= now
  const state = turned ? card.next_change!.state : card.open_state
  const ends = card.open_state === 'open' ? card.open_until : (card.next_change?.at ?? null)
  return {
    code: card.code,
    name: card.name,
    kind: card.kind,
    address: card.address,
    area: card.area_name,
    township: card.township_name ?? card.area_name,
    lat: card.lat,
    lng: card.lng,
    amenities: card.amenities,
    alert: card.alert,
    contact: card.contact,
    told: card.told ? { at: Date.parse(card.told.at), by: card.told.by } : null,
    crowding: card.crowding ? card.crowding.level : null,
    synthetic: card.synthetic,
    state,
    until: turned || ends === null ? null : Date.parse(ends),
    opensAt: turned || card.opens_at === null ? null : Date.parse(card.opens_at),
  }
}

/** All rows of a bundle as of `now` (server ms). */
export function fromBundle(bundle: Bundle, now: number): Station[] {
  const at = new Map(bundle.columns.map((column, index) => [column, index]))
  const pick = <T>(row: unknown[], column: string): T => row[at.get(column) ?? -1] as T
  const from = Date.parse(bundle.valid_from)
  const until = Date.parse(bundle.valid_until)
  return bundle.rows.map((row) => {
    const open = openStateAt(
      pick<Window[]>(row, 'open_windows'),
      pick<Window[]>(row, 'unknown_windows'),
      now,
      from,
      until,
    )
    const told = pick<{ at: string; by: string } | null>(row, 'told')
    const area = pick<string>(row, 'area_name')
    return {
      code: pick<string>(row, 'code'),
      name: pick<string>(row, 'name'),
      kind: pick<string>(row, 'kind'),
      address: pick<string>(row, 'address'),
      area,
      township: pick<string | null>(row, 'township_name') ?? area,
      lat: pick<number>(row, 'lat'),
      lng: pick<number>(row, 'lng'),
      amenities: pick<[string, string, string | null][]>(row, 'amenities').map(([amenity, status, eta]) => ({
        amenity,
        status,
        eta,
      })),
      alert: pick<string | null>(row, 'alert'),
      contact: pick<string | null>(row, 'contact'),
      told: told ? { at: Date.parse(told.at), by: told.by } : null,
      crowding: null,
      synthetic: pick<boolean>(row, 'synthetic'),
      state: open.state,
      until: open.until,
      opensAt: open.opensAt,
    }
  })
}
