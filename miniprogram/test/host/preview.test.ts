/** What the preview knows beside `wx` itself: which codes glow nearby, what the platform calls its messages, what asks first. */
import './browser'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { beforeEach, test } from 'node:test'
import { settings } from '../../web/host/settings'
import { TITLES } from '../../web/shim/subscribe'
import { answer, find, opened, tapOn, turn, wx } from './world'

beforeEach(() => localStorage.clear())

const over = (): string[] => [...document.querySelectorAll('#over button')].map(({ textContent }) => textContent!)

/** The camera is opened; what it sees. `url`: of what the service is asked. */
async function seen(said: (url: string) => object | null): Promise<{ names: string[]; found: Promise<Record<string, unknown>> }> {
  const fetched = async (url: string): Promise<Response> => {
    const body = url.endsWith('/sessions') ? { token: 't' } : said(url)
    return body ? Response.json(body) : new Response('', { status: 403 })
  }
  Object.assign(globalThis, { fetch: fetched })
  const found = wx['scanCode']!()
  while (!document.querySelector('#over [role=dialog]')) await turn()
  return { names: over(), found }
}

const signedIn = (): void => localStorage.setItem(`phone:${settings.person}:session`, JSON.stringify({ value: { token: 'own' } }))
const mine = (id: number, hour: number, state = 'registered') => ({
  state,
  server_now: '2026-11-26T14:00:00+08:00',
  shift: { id, title: `扫雪${id}`, starts_at: `2026-11-26T${String(hour).padStart(2, '0')}:00:00+08:00`, ends_at: `2026-11-26T${hour + 1}:00:00+08:00` },
})
const LISTS: Record<string, object[]> = { future: [mine(7, 15), mine(8, 16), mine(9, 15, 'cancelled')], past: [mine(6, 10), mine(5, 9)] }
function said(url: string): object {
  const when = /signups\?when=(\w+)/.exec(url)?.[1]
  return when ? { items: LISTS[when]! } : { codes: [{ code: `T.${url.split('/')[4]}`, from: '' }], server_now: '' }
}

test('the camera sees the screen of the shift that one comes to, while a scan of it counts', async () => {
  signedIn()
  const { names, found } = await seen(said)
  assert.deepEqual(names.filter((name) => name.includes('扫雪')), ['班次「扫雪7」的屏幕码', '班次「扫雪6」的屏幕码'])
  answer('班次「扫雪7」的屏幕码')
  assert.deepEqual([(await found)['result'], (await found)['scanType']], ['T.7', 'QR_CODE'])
})

test('it sees none of nobody, nor where the list does not come, and still all that hangs there', async () => {
  const asked: string[] = []
  for (const signed of [false, true]) {
    if (signed) signedIn()
    const { names, found } = await seen((url) => {
      asked.push(url)
      return null
    })
    assert.deepEqual([names.some((name) => name.startsWith('班次')), names[0], names.at(-2)], [false, '驿站 YQ0001 的海报', '别的码，自己写'])
    answer('取消')
    await assert.rejects(found)
  }
  assert.ok(asked.length && asked.every((url) => url.includes('/me/signups')), 'nothing is asked about a guest')
})

test('before messages the platform asks by their titles, as the fake one has them', async () => {
  let ended: Promise<unknown> = Promise.resolve()
  const tmplIds = ['FAKE-signup_result-0', 'FAKE-waitlist_offer-0']
  await opened('<view bind:tap="go" />', { data: {}, go: () => void (ended = wx['requestSubscribeMessage']!({ tmplIds })) })
  tapOn(find('wx-view'))
  while (!document.querySelector('#over [role=dialog]')) await turn()
  assert.match(document.querySelector('#over [role=dialog]')!.textContent!, /报名结果通知\n候补名额通知/)
  answer('取消')
  while (!over().includes('只这次')) await turn()
  answer('只这次')
  await ended
  const platform = readFileSync(new URL('../../../app/wechat/fake/templates.py', import.meta.url), 'utf8').split('TITLES = {')[1]!.split('}')[0]!
  assert.deepEqual(TITLES, Object.fromEntries([...platform.matchAll(/"(\w+)": "(.+?)"/g)].map(([, name, title]) => [name, title])))
})

test('the clipboard is asked for first; refused, nothing is copied', async () => {
  const refuse = (resolve: (answer: object) => void): void => resolve({ event: 'disagree' })
  wx['onNeedPrivacyAuthorization']!(refuse as never)
  await assert.rejects(wx['setClipboardData']!({ data: 'x' }), /not authorized/)
})
