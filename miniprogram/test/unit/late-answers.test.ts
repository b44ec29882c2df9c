/** Pages whose answers come late: an older one over a newer, one of whoever held the phone before, one as the finger comes. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { afterEach, mock, test } from 'node:test'
import { defined, type Opened } from './page'
import { at, settle, shelf } from './support'

const recorded = (name: string, path: string) => JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8'))[path]
const DATE = 'Thu, 26 Nov 2026 05:00:00 GMT'
type Found = { statusCode: number; data: unknown; header: object }
interface Asked {
  url: string
  method: string
  answer(data: unknown, statusCode?: number): Promise<void>
}

/** Requests that wait for their answer, the oldest first. */
const wire: Asked[] = []
const phone = {
  ...shelf(),
  env: { USER_DATA_PATH: '' },
  getFileSystemManager: () => ({ readFile: ({ fail }: { fail(error: object): void }) => fail({ errMsg: 'no such file' }) }),
  getAccountInfoSync: () => ({ miniProgram: { envVersion: 'release' } }),
  getDeviceInfo: () => ({ model: 'phone' }),
  login: ({ success }: { success(found: object): void }) => success({ code: 'code' }),
  vibrateShort: () => undefined,
  showToast: () => undefined,
  setNavigationBarTitle: () => undefined,
  request({ url, method, success }: { url: string; method: string; success(found: Found): void }) {
    const mine: Asked = {
      url,
      method,
      async answer(data, statusCode = 200) {
        wire.splice(wire.indexOf(mine), 1)
        success({ statusCode, data, header: { date: DATE } })
        await settle()
      },
    }
    wire.push(mine)
    return { abort: () => undefined }
  },
}
Object.assign(globalThis, { wx: phone })
const signedIn = (account: string) => phone.setStorageSync('session', { value: { token: account, expires_at: '2030-01-01T00:00:00Z', account }, until: null })
signedIn('A1')
phone.setStorageSync('client-config', { value: recorded('answers', '/client-config'), until: null })
const { session } = await import('../../src/core/http')
const { keep, outbox, wake } = await import('../../src/services/waiting')
const { onSheet } = await import('../../src/services/person')
await import('../../src/pages/scan/scan')
const scanPage = defined()
await import('../../src/pages/station/station')
const stationPage = defined()
await import('../../src/packages/rider/pages/community/community')
const communityPage = defined()
await import('../../src/packages/rider/pages/member-code/member-code')
const codePage = defined()

const detail = recorded('answers', '/stations/{code}')
const fortnight = recorded('answers', '/stations/{code}/days')
const place = recorded('answers.people', '/communities/{area_code}')
const checkin = recorded('answers.people', '/me/checkins').items[0]
const code = recorded('answers.people', '/me/member-code')

/** The oldest request under way whose address has this at its end. */
function asked(end: string, method = 'GET'): Asked {
  const found = wire.find((one) => one.url.endsWith(end) && one.method === method)
  assert.ok(found, `${method} ${end} is not asked: ${wire.map(({ url }) => url).join()}`)
  return found
}
afterEach(async () => {
  while (wire.length) await wire[0]!.answer({}, 503)
})
const named = (page: Opened) => (page.data['card'] as { name: string } | null)?.name

test('a station shows the newest answer, whatever comes after it', async () => {
  const page = stationPage()
  page['onLoad']!({ code: 'S' })
  void page['onShow']!()
  await settle()
  const older = [asked('/stations/S'), asked('/stations/S/days')]
  void page['load']!(true)
  await settle()
  const newer = wire.filter((one) => !older.includes(one) && one.url.includes('/stations/S'))
  for (const one of newer) await one.answer(one.url.endsWith('days') ? fortnight : { ...detail, name: '新的' })
  for (const one of older) await one.answer(one.url.endsWith('days') ? { items: [] } : { ...detail, name: '旧的' })
  assert.deepEqual([named(page), (page.data['days'] as []).length], ['新的', fortnight.items.length])
})

test('a look begun before a tap undoes nothing of it, and the hours come all the same', async () => {
  const page = stationPage()
  page['onLoad']!({ code: 'S' })
  void page['onShow']!()
  await settle()
  const older = [asked('/stations/S'), asked('/stations/S/days')]
  void page['turnSaved']!()
  await settle()
  await asked('/me/saved-stations/S', 'PUT').answer({}, 204)
  for (const one of older) await one.answer(one.url.endsWith('days') ? fortnight : { ...detail, saved: false })
  assert.equal(page.data['saved'], true)
  await asked('/stations/S').answer({ ...detail, saved: true })
  await asked('/stations/S/days').answer(fortnight)
  assert.deepEqual([page.data['saved'], (page.data['days'] as []).length], [true, fortnight.items.length])
})

test('a community shows the newest answer', async () => {
  const page = communityPage()
  page['onLoad']!({ code: 'C' })
  void page['onShow']!()
  await settle()
  const older = asked('/communities/C')
  void page['load']!(true)
  await settle()
  const newer = wire.find((one) => one !== older && one.url.endsWith('/communities/C'))!
  await newer.answer({ ...place, welcome: '新的' })
  await older.answer({ ...place, welcome: '旧的' })
  assert.equal((page.data['card'] as { welcome: string }).welcome, '新的')
  page['onUnload']!()
})

test("the code of whoever held the phone before is shown to nobody, and keeps nobody's own from coming", async () => {
  const before = codePage()
  before['onLoad']!({})
  void before['fetch']!()
  await settle()
  const theirs = asked('/me/member-code')
  session.forget()
  void session.signIn()
  await settle()
  await asked('/sessions', 'POST').answer({ token: 'b', expires_at: '2030-01-01T00:00:00Z', account: { public_no: 'B2' } }, 201)
  const page = codePage()
  page['onLoad']!({})
  void page['fetch']!()
  await settle()
  const own = wire.find((one) => one !== theirs && one.url.endsWith('/me/member-code'))!
  await theirs.answer({ ...code, code: 'M.THEIRS' })
  page['show']!(Date.parse(code.server_now))
  assert.deepEqual([before.data['code'], page.data['code']], ['', ''])
  page['drawCode'] = () => undefined
  await own.answer({ ...code, valid_until: '2030-01-01T00:00:00Z' })
  assert.equal(page.data['code'], code.code)
})

/** The check-in page with a code scanned a moment ago; the request is on its way. */
async function scanned(): Promise<Opened> {
  const page = scanPage()
  page['onLoad']!()
  void page['checkIn']!('T.x', 'camera')
  await settle()
  return page
}

test('知道了 in the moment the final word comes is not said to it: the word stays to be read', async () => {
  const clock = mock.method(Date, 'now', () => at('2026-11-26T13:00:00'))
  const page = await scanned()
  await asked('/checkins', 'POST').answer({ ...checkin, state: 'accepted' }, 201)
  page['close']!()
  assert.deepEqual([page.data['full'], outbox.items().length], [null, 1])
  page['open']!({ currentTarget: { dataset: { id: outbox.items()[0]!.id } } })
  page['close']!()
  assert.equal(outbox.items().length, 0)
  clock.mock.restore()
  page['onUnload']!()
})

test('a final word that stood for a moment was read', async () => {
  let now = at('2026-11-26T13:00:00')
  const clock = mock.method(Date, 'now', () => now)
  const page = await scanned()
  await asked('/checkins', 'POST').answer({ ...checkin, state: 'accepted' }, 201)
  now += 300
  page['close']!()
  assert.equal(outbox.items().length, 0)
  clock.mock.restore()
  page['onUnload']!()
})

test('one refused for its age while nobody looked is answered from the list and goes again', async () => {
  const page = scanPage()
  page['onLoad']!()
  const id = keep({ what: 'checkin', path: '/checkins', body: { code: 'T.x' } })
  void wake()
  await settle()
  const young = { type: '/problems/age-unconfirmed', title: '请先确认已满16周岁', status: 403 }
  await asked('/checkins', 'POST').answer(young, 403)
  page['open']!({ currentTarget: { dataset: { id } } })
  assert.equal((page.data['full'] as { again: boolean }).again, true)
  const faces: string[] = []
  onSheet(async ({ face, work }) => {
    faces.push(face.kind)
    await work('yes')
    return 'yes'
  })
  void page['sendAgain']!()
  await settle()
  await asked('/checkins', 'POST').answer(young, 403)
  await asked('/me').answer({})
  await asked('/me/profile', 'PUT').answer({})
  await asked('/checkins', 'POST').answer({ ...checkin, state: 'accepted' }, 201)
  assert.deepEqual([faces, outbox.find(id)!.state], [['age'], 'answered'])
  page['onUnload']!()
})
