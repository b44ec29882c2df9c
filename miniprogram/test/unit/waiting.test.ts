/** The outbox at work, with a phone that keeps nothing but what it is given. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { open, shelf } from './support'

const sent: string[] = []
const gate = open<void>()
const DATE = { date: 'Thu, 26 Nov 2026 05:00:00 GMT' }
const phone = {
  ...shelf(),
  getAccountInfoSync: () => ({ miniProgram: { envVersion: 'release' } }),
  async request({ header, success }: { header: Record<string, string>; success(found: object): void }) {
    sent.push(header['Authorization']!)
    await gate.promise
    success({ statusCode: 201, data: { state: 'accepted' }, header: DATE })
  },
}
Object.assign(globalThis, { wx: phone })
const token = (account: string) => ({ value: { token: account, expires_at: '2030-01-01T00:00:00Z', account }, until: null })
phone.setStorageSync('session', token('A1'))
const { session } = await import('../../src/core/http')
const { keep, outbox, wake } = await import('../../src/services/waiting')

test('what the one before left in the queue is not sent by whoever takes the phone while it is being sent', async () => {
  const act = { what: 'checkin' as const, path: '/checkins', body: { code: 'T.x' } }
  keep(act)
  keep(act)
  const sending = wake()
  // signed out, and somebody else in, between the first and the second
  session.forget()
  await signedIn('B2')
  gate.resolve()
  await sending
  assert.deepEqual(sent, ['Bearer A1'])
  assert.deepEqual([outbox.waiting('A1'), outbox.waiting('B2')], [1, 0])
})

/** As `POST /sessions` would, past the gate. */
async function signedIn(account: string): Promise<void> {
  const asked = phone.request
  Object.assign(phone, {
    login: ({ success }: { success(found: object): void }) => success({ code: 'code' }),
    getDeviceInfo: () => ({ model: 'phone' }),
    request: ({ success }: { success(found: object): void }) =>
      Promise.resolve().then(() => success({ statusCode: 201, data: { token: account, expires_at: '2030-01-01T00:00:00Z', account: { public_no: account } }, header: DATE })),
  })
  await session.signIn()
  Object.assign(phone, { request: asked })
}
