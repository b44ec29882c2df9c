/** What the list shows just now, for the map: the same stations in the same order. */
import type { Point } from '../../core/location'
import type { Placed } from '../../utils/nearby'

export const seen: { list: readonly Placed[]; point: Point | null } = { list: [], point: null }
