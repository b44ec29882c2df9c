import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Failure } from '../../src/core/problem'
import { AT_ONCE, createRequest, queryText, type Sending, serverTime } from '../../src/core/request'
import { settle } from './support'

function wire(limitMs = 1000) {
  const sent: Sending[] = []
  let aborted = 0
  const send = (sending: Sending) => {
    sent.push(sending)
    return { abort: () => void (aborted += 1) }
  }
  const request = createRequest({ send, base: () => 'http://127.0.0.1:1/api/v1', limitMs })
  return { sent, request, aborted: () => aborted }
}

const ok = (data: unknown) => ({ statusCode: 200, data, header: {} })

test('an answer is its body; a refusal is a Failure with its slug and words', async () => {
  const { sent, request } = wire()
  const good = request({ method: 'GET', path: '/me' })
  sent[0]!.success(ok({ a: 1 }))
  assert.deepEqual((await good).body, { a: 1 })
  const bad = request({ method: 'GET', path: '/me' })
  const data = { type: '/problems/shift-full', title: '名额已满', status: 409 }
  sent[1]!.success({ statusCode: 409, data, header: { 'retry-after': '7' } })
  await assert.rejects(bad, (error: Failure) => {
    assert.deepEqual([error.kind, error.status, error.slug, error.title, error.retryAfterS], ['problem', 409, 'shift-full', '名额已满', 7])
    return !error.passing
  })
})

test('never more than six at once, the seventh goes when one ends, also when it fails', async () => {
  const { sent, request } = wire()
  const all = Array.from({ length: 9 }, (_, n) => request({ method: 'GET', path: `/${n}` }).catch(() => null))
  await settle()
  assert.equal(sent.length, AT_ONCE)
  sent[0]!.fail({ errMsg: 'request:fail' })
  await settle()
  assert.equal(sent.length, AT_ONCE + 1)
  for (let n = 1; n < 9; n += 1) {
    sent[n]!.success(ok(n))
    await settle()
  }
  assert.equal((await Promise.all(all)).length, 9)
})

test('no answer within the limit is unknown, is aborted, and a late answer changes nothing', async () => {
  const { sent, request, aborted } = wire(5)
  await assert.rejects(request({ method: 'GET', path: '/slow' }), (error: Failure) => error.kind === 'unknown')
  assert.equal(aborted(), 1)
  sent[0]!.success(ok({}))
})

test('interrupted and timed out are unknown, a phone without network is offline', async () => {
  const cases: [string, string][] = [
    ['request:fail interrupted', 'unknown'],
    ['request:fail timeout', 'unknown'],
    ['request:fail errcode:-106 cronet_error_code:-106 net::ERR_INTERNET_DISCONNECTED', 'offline'],
  ]
  for (const [errMsg, kind] of cases) {
    const { sent, request } = wire()
    const asked = request({ method: 'GET', path: '/x' })
    sent[0]!.fail({ errMsg })
    await assert.rejects(asked, (error: Failure) => error.kind === kind)
  }
})

test('a refusal asked for as text is read all the same', async () => {
  const { sent, request } = wire()
  const asked = request({ method: 'GET', path: '/bundles/1', text: true })
  sent[0]!.success({ statusCode: 404, data: '{"type":"/problems/not-found","title":"没有找到","status":404}', header: {} })
  await assert.rejects(asked, (error: Failure) => error.slug === 'not-found')
})

test('queries stand in one order, repeat lists, leave out what is empty', () => {
  assert.equal(queryText({ q: '热 水', amenity: ['a', 'b'], none: null }), '?amenity=a&amenity=b&q=%E7%83%AD%20%E6%B0%B4')
  assert.equal(queryText(undefined), '')
})

test('server time is server_now, else the Date header', () => {
  assert.equal(serverTime({ status: 200, body: { server_now: '2026-11-26T13:40:35+08:00' }, headers: {} }), Date.parse('2026-11-26T05:40:35Z'))
  assert.equal(serverTime({ status: 200, body: '', headers: { DATE: 'Thu, 26 Nov 2026 05:40:35 GMT' } }), Date.parse('2026-11-26T05:40:35Z'))
})
