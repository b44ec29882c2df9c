/** `GET /scenes/{scene}`: what a printed code stands for. */
import { call } from '../core/http'

export interface Meant {
  /** station, community, shift, ... */
  kind: string
  code: string
  name: string
}

export function meant(scene: string): Promise<Meant> {
  return call({ method: 'GET', path: `/scenes/${encodeURIComponent(scene)}`, who: 'guest' })
}
