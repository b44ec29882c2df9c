/** One's own lists on the phone, where somebody else takes it before the answer comes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { open, settle, shelf } from './support'

let gate = open<void>()
let holder = 'B2'
const phone = {
  ...shelf(),
  getAccountInfoSync: () => ({ miniProgram: { envVersion: 'release' } }),
  login: ({ success }: { success(found: object): void }) => success({ code: 'code' }),
  getDeviceInfo: () => ({ model: 'phone' }),
  async request({ url, success }: { url: string; success(found: object): void }) {
    const signingIn = url.endsWith('/sessions')
    await (signingIn ? null : gate.promise)
    const token = { token: 'b', expires_at: '2030-01-01T00:00:00Z', account: { public_no: holder } }
    success({ statusCode: 200, data: signingIn ? token : { items: [], entries: [], next_cursor: null }, header: {} })
  },
}
Object.assign(globalThis, { wx: phone })
phone.setStorageSync('session', { value: { token: 'a', expires_at: '2030-01-01T00:00:00Z', account: 'A1' }, until: null })
const { session, storage } = await import('../../src/core/http')
const { keptSignUps, mySignUps } = await import('../../src/services/signups')
const { keptHours, myHours } = await import('../../src/services/hours')
const { keptNotices, notices } = await import('../../src/services/notices')
const { keptLedShifts, ledShifts } = await import('../../src/services/leading')
const { signOut } = await import('../../src/services/person')

test('what was asked by one is kept for nobody when another holds the phone at the answer', async () => {
  const asked = [mySignUps(false), myHours(false), notices(null, false)]
  await settle()
  session.forget()
  await session.signIn()
  gate.resolve()
  await Promise.all(asked)
  assert.equal(session.account(), 'B2')
  assert.deepEqual([keptSignUps(), keptHours(), keptNotices()], [null, null, null])
  assert.deepEqual(['my-signups', 'my-hours', 'notices'].map((key) => storage.get(key)), [null, null, null])
  gate = open()
  const own = mySignUps(false)
  gate.resolve()
  await own
  assert.deepEqual(keptSignUps()?.items, [])
})

test('nor are the shifts that one leads', async () => {
  gate = open()
  const asked = ledShifts([{ query: { area: '652701001' }, name: '青得里街道' }], 0)
  await settle()
  session.forget()
  holder = 'C3'
  await session.signIn()
  gate.resolve()
  await asked
  assert.equal(session.account(), 'C3')
  assert.deepEqual([keptLedShifts(), storage.get('staff-shifts')], [null, null])
})

test('whoever signed out leaves nothing of their work on the phone, not even where it was', () => {
  const work = ['staff-shifts', 'staff-decisions', 'staff-scope']
  for (const key of work) storage.set(key, '青得里街道')
  signOut()
  assert.deepEqual(work.map((key) => storage.get(key)), [null, null, null])
})
