/** `wx.scanCode`: the camera sees what hangs and glows nearby: posters, screens, a member's phone; or any text. */
import { choose, line } from '../host/frame'
import { Refusal } from './ending'
import { storage } from './storage'

type Scanned = Partial<WechatMiniprogram.ScanCodeSuccessCallbackResult>

/** Where posters lead; the service prints these pages. */
const STATION = 'pages/station/station'
const COMMUNITY = 'packages/rider/pages/community/community'
const POSTER = /P\.[0-9A-Z]{6}\.[0-9A-Z]{4}\.[0-9A-Z]{12}/

/** A demo person's own call of the ordinary API. */
async function asPerson(person: string, path: string): Promise<ArrayBuffer> {
  const code = `${person}.${Math.random().toString(36).slice(2)}`
  const signIn = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ code }) }
  const { token } = (await (await fetch('/api/v1/sessions', signIn)).json()) as { token: string }
  return withToken(token, path)
}

async function withToken(token: string, path: string): Promise<ArrayBuffer> {
  const answer = await fetch(`/api/v1${path}`, { headers: { Authorization: `Bearer ${token}` } })
  if (!answer.ok) throw new Refusal(`${path}: ${answer.status}`)
  return answer.arrayBuffer()
}

const text = (bytes: ArrayBuffer, as = 'latin1'): string => new TextDecoder(as).decode(bytes)

/** The fake platform writes the scene beside the picture; a camera would read the picture. */
async function poster(person: string, path: string, page: string): Promise<Scanned> {
  const scene = POSTER.exec(text(await asPerson(person, `${path}/poster?format=png`)))?.[0]
  if (scene === undefined) throw new Refusal(`${path}: no scene on the poster`)
  return { result: '', path: `${page}?scene=${encodeURIComponent(scene)}`, scanType: 'WX_CODE', charSet: 'utf-8' }
}

const plain = (result: string): Scanned => ({ result, scanType: 'QR_CODE', charSet: 'utf-8' })

/** The code of now, of the next ten minutes' list. */
async function screen(person: string, path: string): Promise<Scanned> {
  const { codes, server_now } = JSON.parse(text(await asPerson(person, `${path}/screen-code`))) as {
    codes: { code: string; from: string }[]
    server_now: string
  }
  const now = codes.filter(({ from }) => Date.parse(from) <= Date.parse(server_now))
  return plain((now[now.length - 1] ?? codes[0]!).code)
}

async function member(person: string): Promise<Scanned> {
  return plain((JSON.parse(text(await asPerson(person, '/me/member-code'))) as { code: string }).code)
}

type Seen = [string, () => Promise<Scanned>]
type Mine = { state: string; server_now: string; shift: { id: number; title: string; starts_at: string; ends_at: string } }
const HOUR_MS = 3_600_000

/** The leader's screen at what whoever holds this phone comes to, while a scan of it counts. */
async function led(): Promise<Seen[]> {
  const { value } = storage.getStorageSync('session') as { value?: { token: string } }
  if (!value) return []
  const lists = ['future', 'past'].map((when) => withToken(value.token, `/me/signups?when=${when}`))
  const mine = (await Promise.all(lists)).flatMap((bytes) => (JSON.parse(text(bytes, 'utf-8')) as { items: Mine[] }).items)
  const near = ({ state, server_now, shift }: Mine): boolean => {
    const now = Date.parse(server_now)
    return /^(registered|checked_)/.test(state) && Date.parse(shift.starts_at) - HOUR_MS <= now && now <= Date.parse(shift.ends_at) + 3 * HOUR_MS
  }
  return mine.filter(near).map(({ shift }) => [`班次「${shift.title}」的屏幕码`, () => screen('staff', `/shifts/${shift.id}`)])
}

/** What hangs and glows where everybody comes by. */
const HANGS: Seen[] = [
  ['驿站 YQ0001 的海报', () => poster('manager', '/stations/YQ0001', STATION)],
  ['驿站 YQ0001 的屏幕码', () => screen('manager', '/stations/YQ0001')],
  ['工会驿站 GH0001 的海报', () => poster('manager', '/stations/GH0001', STATION)],
  ['光明社区的海报', () => poster('staff', '/communities/652701001001', COMMUNITY)],
  ['骑手手机上的会员码', () => member('rider')],
]

export async function scanCode(): Promise<Scanned> {
  const seen = [...(await led().catch(() => [])), ...HANGS]
  const chosen = await choose([...seen.map(([name]) => name), '别的码，自己写'], '取消')
  if (chosen < 0) throw new Refusal('cancel')
  if (chosen < seen.length) return seen[chosen]![1]()
  const written = await line('码里的文字')
  if (written === null) throw new Refusal('cancel')
  return plain(written)
}
