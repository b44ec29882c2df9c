/** Pages whose answers come late: an older one over a newer, one of whoever held the phone before, one as the finger comes. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { afterEach, mock, test } from 'node:test'
import { type Asked, asked, kept, next, pageOf, settle, type Shown } from './opened'
import { at } from './support'

const recorded = (name: string, path: string) => JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8'))[path]
const detail = recorded('answers', '/stations/{code}')
const fortnight = recorded('answers', '/stations/{code}/days')
const place = recorded('answers.people', '/communities/{area_code}')
const checkin = recorded('answers.people', '/me/checkins').items[0]
const code = recorded('answers.people', '/me/member-code')

kept.setStorageSync('client-config', { value: recorded('answers', '/client-config'), until: null })
const { session } = await import('../../src/core/http')
const { keep, outbox, wake } = await import('../../src/services/waiting')
const { onSheet } = await import('../../src/services/person')
const stationPage = await pageOf(() => import('../../src/pages/station/station'))
const communityPage = await pageOf(() => import('../../src/packages/rider/pages/community/community'))
const codePage = await pageOf(() => import('../../src/packages/rider/pages/member-code/member-code'))
const scanPage = await pageOf(() => import('../../src/pages/scan/scan'))

afterEach(async () => {
  while (asked.length) await asked[0]!.answer({}, 503)
})

/** The detail and the fortnight of station S, asked by a page that looks; those of another look are not among `others`. */
async function looking(look: unknown, others: Asked[] = []): Promise<Asked[]> {
  void look
  await settle()
  return asked.filter((one) => one.path.startsWith('/stations/S') && !others.includes(one))
}
const answered = async (all: Asked[], name: string, change: object = {}): Promise<void> => {
  for (const one of all) await one.answer(one.path.endsWith('days') ? fortnight : { ...detail, name, ...change })
}

test('a station shows the newest answer, whatever comes after it', async () => {
  const page = stationPage({ code: 'S' })
  const older = await looking(page['onShow']())
  const newer = await looking(page['load'](true), older)
  await answered(newer, '新的')
  await answered(older, '旧的')
  assert.deepEqual([page.data['card'].name, page.data['days'].length], ['新的', fortnight.items.length])
})

test('a look begun before a tap undoes nothing of it, and the hours come all the same', async () => {
  const page = stationPage({ code: 'S' })
  const older = await looking(page['onShow']())
  void page['turnSaved']()
  await (await next('/me/saved-stations/S')).answer({}, 204)
  await answered(older, '', { saved: false })
  assert.deepEqual([page.data['saved'], page.data['days'].length], [true, 0])
  await answered(await looking(null), '', { saved: true })
  assert.deepEqual([page.data['saved'], page.data['days'].length], [true, fortnight.items.length])
})

test('a community shows the newest answer', async () => {
  const page = communityPage({ code: 'C' })
  void page['onShow']()
  const older = await next('/communities/C')
  void page['load'](true)
  await settle()
  const newer = asked.find((one) => one !== older && one.path === older.path)!
  await newer.answer({ ...place, welcome: '新的' })
  await older.answer({ ...place, welcome: '旧的' })
  assert.equal(page.data['card'].welcome, '新的')
  page['onUnload']()
})

test("the code of whoever held the phone before is shown to nobody, and keeps nobody's own from coming", async () => {
  const before = codePage({})
  void before['fetch']()
  const theirs = await next('/me/member-code')
  session.forget()
  void session.signIn()
  await (await next('/sessions')).answer({ token: 'b', expires_at: '2030-01-01T00:00:00Z', account: { public_no: 'B2' } }, 201)
  const page = codePage({})
  void page['fetch']()
  await settle()
  const own = asked.find((one) => one !== theirs && one.path === theirs.path)!
  await theirs.answer({ ...code, code: 'M.THEIRS' })
  page['show'](Date.parse(code.server_now))
  assert.deepEqual([before.data['code'], page.data['code']], ['', ''])
  page['drawCode'] = () => undefined
  await own.answer({ ...code, valid_until: '2030-01-01T00:00:00Z' })
  assert.equal(page.data['code'], code.code)
})

/** The check-in page with a code scanned a moment ago; the service has said yes. */
async function scanned(): Promise<Shown> {
  const page = scanPage({})
  void page['checkIn']('T.x', 'camera')
  await (await next('/checkins')).answer({ ...checkin, state: 'accepted' }, 201)
  return page
}

test('知道了 in the moment the final word comes is not said to it: the word stays to be read', async () => {
  const clock = mock.method(Date, 'now', () => at('2026-11-26T13:00:00'))
  const page = await scanned()
  page['close']()
  assert.deepEqual([page.data['full'], outbox.items().length], [null, 1])
  page['open']({ currentTarget: { dataset: { id: outbox.items()[0]!.id } } })
  page['close']()
  assert.equal(outbox.items().length, 0)
  clock.mock.restore()
  page['onUnload']()
})

test('a final word that stood for a moment was read', async () => {
  let now = at('2026-11-26T13:00:00')
  const clock = mock.method(Date, 'now', () => now)
  const page = await scanned()
  now += 300
  page['close']()
  assert.equal(outbox.items().length, 0)
  clock.mock.restore()
  page['onUnload']()
})

test('one refused for its age while nobody looked is answered from the list and goes again', async () => {
  const page = scanPage({})
  const id = keep({ what: 'checkin', path: '/checkins', body: { code: 'T.x' } })
  void wake()
  const young = { type: '/problems/age-unconfirmed', title: '请先确认已满16周岁', status: 403 }
  await (await next('/checkins')).answer(young, 403)
  page['open']({ currentTarget: { dataset: { id } } })
  assert.equal(page.data['full'].again, true)
  const faces: string[] = []
  onSheet(async ({ face, work }) => {
    faces.push(face.kind)
    await work('yes')
    return 'yes'
  })
  void page['sendAgain']()
  await (await next('/checkins')).answer(young, 403)
  await (await next('/me')).answer({})
  await (await next('/me/profile')).answer({})
  await (await next('/checkins')).answer({ ...checkin, state: 'accepted' }, 201)
  assert.deepEqual([faces, outbox.find(id)!.state], [['age'], 'answered'])
  page['onUnload']()
})
