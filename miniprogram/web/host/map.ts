/** `<map>`: no map here, but at most 50 pins and one's own on plain ground, with scale and north. Drawn when it has its size. */
import { make } from './frame'

interface Spot {
  latitude: number
  longitude: number
}
export interface Marker extends Spot {
  id: number
  title: string
  iconPath: string
  width: number
  height: number
}

const MOST = 51
const EDGE_PX = 40
const DEGREE_M = 111_195
const SCALES_M = [50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000]

export function drawMap(host: HTMLElement, markers: Marker[], points: Spot[], tapped: (markerId: number) => void): void {
  const all = points.length ? points : markers
  if (!all.length) return
  const middle = (values: number[]): [number, number] => [(Math.min(...values) + Math.max(...values)) / 2, Math.max(...values) - Math.min(...values)]
  const [lat, high] = middle(all.map(({ latitude }) => latitude))
  const [lng, wide] = middle(all.map(({ longitude }) => longitude))
  const narrow = Math.cos((lat * Math.PI) / 180)
  const room = (px: number, degrees: number): number => Math.max(1, px - 2 * EDGE_PX) / Math.max(degrees, 0.002)
  const px = Math.min(room(host.clientWidth, wide * narrow), room(host.clientHeight, high))
  const pins = markers.slice(0, MOST).map(({ id, title, iconPath, width, height, latitude, longitude }) => {
    const pin = make('img', { src: iconPath, alt: title, width: String(width), height: String(height) })
    pin.style.insetInlineStart = `${host.clientWidth / 2 + (longitude - lng) * narrow * px}px`
    pin.style.insetBlockStart = `${host.clientHeight / 2 - (latitude - lat) * px}px`
    pin.addEventListener('click', () => tapped(id))
    return pin
  })
  const metres = SCALES_M.filter((one) => (one / DEGREE_M) * px < 120).pop() ?? SCALES_M[0]!
  const scale = make('i', { class: 'scale' }, metres < 1000 ? `${metres}米` : `${metres / 1000}公里`)
  scale.style.inlineSize = `${(metres / DEGREE_M) * px}px`
  host.replaceChildren(...pins, scale, make('b', {}, '北 ↑'), make('small', {}, '示意，非地图'))
}
