import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCalls, newKey } from '../../src/core/calling'
import { Failure, unknown } from '../../src/core/problem'
import type { Ask, Request } from '../../src/core/request'
import { createSession } from '../../src/core/session'
import { createStorage } from '../../src/core/storage'
import { open, shelf } from './support'

const LATER = '2030-01-01T00:00:00Z'

function world(answers: (ask: Ask, nth: number) => unknown) {
  let signIns = 0
  let asked = 0
  const asks: Ask[] = []
  const storage = createStorage(shelf())
  const session = createSession({
    code: async () => `code-${(signIns += 1)}`,
    exchange: async (code) => ({ token: `token-of-${code}`, expires_at: LATER, account: 'A1' }),
    storage,
    now: () => Date.parse('2026-11-26T00:00:00Z'),
  })
  const request = (async (ask: Ask) => {
    asks.push(ask)
    const said = answers(ask, (asked += 1))
    if (said instanceof Error) throw said
    return { status: 200, body: said, headers: {} }
  }) as Request
  return { calls: createCalls(request, session), session, asks, signIns: () => signIns, storage }
}

const dead = () => new Failure('problem', 401, 'unauthenticated', '请登录', null)
const bearer = (ask: Ask) => ask.headers?.['Authorization']

test('a call of a person signs nobody in where nobody signed in', async () => {
  const { calls, signIns, asks } = world(() => ({}))
  const refused = (error: Failure) => error.slug === 'not-signed-in'
  await assert.rejects(calls.call({ method: 'GET', path: '/me', who: 'person' }), refused)
  assert.deepEqual([signIns(), asks.length], [0, 0])
})

test('ten calls of a person whose session lapsed sign in once', async () => {
  const { calls, session, signIns } = world(() => ({}))
  await session.signIn()
  session.lapse()
  assert.deepEqual([session.current(), session.account()], [null, 'A1'])
  await Promise.all(Array.from({ length: 10 }, () => calls.call({ method: 'GET', path: '/me', who: 'person' })))
  assert.equal(signIns(), 2)
})

test('ten calls that meet a dead session renew it once and each succeeds', async () => {
  const { calls, session, signIns } = world((ask) => (bearer(ask) === 'Bearer token-of-code-1' ? dead() : { ok: 1 }))
  await session.signIn()
  const all = await Promise.all(
    Array.from({ length: 10 }, () => calls.call<{ ok: number }>({ method: 'GET', path: '/me', who: 'person' })),
  )
  assert.deepEqual(all.map(({ body }) => body.ok), Array(10).fill(1))
  assert.equal(signIns(), 2)
})

test('a second 401 is not tried a third time', async () => {
  const { calls, session, asks } = world(() => dead())
  await session.signIn()
  await assert.rejects(calls.call({ method: 'GET', path: '/me', who: 'person' }))
  assert.equal(asks.length, 2)
})

test('a renewal never makes an account, nor signs a phone in again that was signed out: a person is asked', async () => {
  const how: object[] = []
  let gone = ''
  const session = createSession({
    code: async () => 'code',
    async exchange(code, said) {
      how.push(said)
      if (gone) throw new Failure('problem', 401, gone, '', null)
      return { token: `token-${how.length}`, expires_at: LATER, account: 'A1' }
    },
    storage: createStorage(shelf()),
    now: () => Date.parse('2026-11-26T00:00:00Z'),
  })
  await session.signIn({ ageOk: true })
  session.lapse()
  await session.renew()
  gone = 'database-unavailable'
  await assert.rejects(session.renew(), (error: Failure) => error.slug === gone)
  assert.equal(session.account(), 'A1')
  for (gone of ['account-gone', 'signed-out']) {
    await assert.rejects(session.renew(), (error: Failure) => error.slug === 'not-signed-in')
    assert.deepEqual([session.current(), session.account()], [null, null])
    const way = gone
    gone = ''
    await session.signIn()
    gone = way
  }
  assert.deepEqual(how, [{ ageOk: true }, ...Array(3).fill({ renew: true }), {}, { renew: true }, {}])
})

test('looking needs nobody: a dead token is dropped without a sign-in', async () => {
  const { calls, session, signIns } = world((ask) => (bearer(ask) ? dead() : { ok: 1 }))
  await session.signIn()
  await calls.call({ method: 'GET', path: '/stations/A', who: 'either' })
  assert.equal(signIns(), 1)
  assert.deepEqual([session.current(), session.account()], [null, 'A1'])
})

test('guests\' calls never carry the token', async () => {
  const { calls, session, asks } = world(() => ({}))
  await session.signIn()
  await calls.call({ method: 'GET', path: '/stations', who: 'guest' })
  assert.equal(bearer(asks[0]!), undefined)
})

test('an unknown outcome repeats reads once, writes only under the same key', async () => {
  const { calls, asks } = world((_, nth) => (nth % 2 ? unknown() : { ok: 1 }))
  await calls.call({ method: 'GET', path: '/a', who: 'guest' })
  await calls.call({ method: 'POST', path: '/b', who: 'guest', key: 'k-12345678' })
  assert.deepEqual(asks.slice(2).map((ask) => ask.headers?.['Idempotency-Key']), ['k-12345678', 'k-12345678'])
  await assert.rejects(calls.call({ method: 'POST', path: '/c', who: 'guest' }))
  assert.equal(asks.length, 5)
})

test('a version becomes If-Match, a pull asks past caches', async () => {
  const { calls, asks } = world(() => ({}))
  await calls.call({ method: 'PUT', path: '/a', who: 'guest', version: 7, fresh: true, body: {} })
  assert.equal(asks[0]!.headers?.['If-Match'], '"7"')
  assert.equal(asks[0]!.headers?.['Cache-Control'], 'no-cache')
})

test('keys are 22 visible characters and differ', () => {
  const keys = new Set(Array.from({ length: 1000 }, () => newKey()))
  assert.equal(keys.size, 1000)
  for (const key of keys) assert.match(key, /^[0-9a-z]{22}$/)
})

test('an expired session counts as none, and signing out forgets it on the phone', async () => {
  const { session, storage } = world(() => ({}))
  await session.signIn()
  assert.equal(session.current()?.account, 'A1')
  session.forget()
  assert.deepEqual([storage.get('session'), session.account()], [null, null])
})

test('who signs out while the session is renewed stays signed out, and may sign in anew at once', async () => {
  const gates = [open<void>(), open<void>()]
  const storage = createStorage(shelf())
  let nth = 0
  const session = createSession({
    code: async () => 'code',
    async exchange() {
      const mine = nth++
      if (mine) await gates[mine - 1]!.promise
      return { token: `token-${mine}`, expires_at: LATER, account: 'A1' }
    },
    storage,
    now: () => Date.parse('2026-11-26T00:00:00Z'),
  })
  await session.signIn()
  session.lapse()
  const renewing = session.renew()
  session.forget()
  const anew = session.signIn()
  gates[0]!.resolve()
  await assert.rejects(renewing, (error: Failure) => error.slug === 'not-signed-in')
  assert.deepEqual([session.account(), storage.get('session')], [null, null])
  gates[1]!.resolve()
  await anew
  assert.equal(session.current()?.token, 'token-2')
})

test('a call that meets a 401 is never sent again by whoever signed in meanwhile', async () => {
  let account = 'A1'
  const sent: string[] = []
  const session = createSession({
    code: async () => 'code',
    exchange: async () => ({ token: `token-of-${account}`, expires_at: LATER, account }),
    storage: createStorage(shelf()),
    now: () => Date.parse('2026-11-26T00:00:00Z'),
  })
  const request = (async (ask: Ask) => {
    sent.push(bearer(ask)!)
    session.forget()
    account = 'B2'
    await session.signIn()
    throw dead()
  }) as Request
  await session.signIn()
  const act = createCalls(request, session).call({ method: 'POST', path: '/checkins', who: 'person', body: {} })
  await assert.rejects(act, (error: Failure) => error.status === 401)
  assert.deepEqual(sent, ['Bearer token-of-A1'])
})
