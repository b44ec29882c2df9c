/** Areas of the prefecture: counties and townships to choose from. */
import { call } from '../core/http'
import type { components } from '../types/api'

export type Area = components['schemas']['Area']

/** `GET /areas?parent=`: children of an area, in order of code. */
export async function children(parent: string): Promise<Area[]> {
  const found: { items: Area[] } = await call({
    method: 'GET',
    path: '/areas',
    query: { parent, limit: 100 },
    who: 'guest',
  })
  return found.items
}
