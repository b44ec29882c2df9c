/**
 * WeChat's map with pins: their shape and colour say whether a station is open, a tap picks one. The preview draws no map
 * (示意，非地图). Never `show-location`: where the phone is, is a pin of our own.
 */
import type { Point } from '../../core/location'
import { stationWords } from '../../texts/stations'
import type { Marker } from '../../utils/pins'

Component({
  properties: {
    centre: { type: Object, value: { lat: 0, lng: 0 } as Point },
    markers: { type: Array, value: [] as Marker[] },
    /** all of these are on the screen at first */
    points: { type: Array, value: [] as { latitude: number; longitude: number }[] },
  },
  data: { t: stationWords },
  methods: {
    /** The phone's own pin has no number. */
    pick(event: WechatMiniprogram.CustomEvent<{ markerId: number }>) {
      const { markerId } = event.detail
      if (markerId > 0) this.triggerEvent('pick', { index: markerId - 1 })
    },
  },
})
