/** The calendar address: one tap makes and copies it, the same one again; another ends it; a lost answer is one act. */
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { asked, componentOf, next, settle, type Shown } from './opened'

const copied: string[] = []
let refused = false
Object.assign(wx, {
  setClipboardData: ({ data, success, fail }: { data: string; success(): void; fail(): void }) => (refused ? fail() : (copied.push(data), success())),
  showModal: ({ success }: { success(answer: { confirm: boolean }): void }) => success({ confirm: true }),
})
const address = await componentOf(() => import('../../src/packages/rider/calendar-address/calendar-address'))
const PATH = '/me/calendar-feed'
const URL_1 = 'https://yiqi.example/api/v1/calendar/one.ics'

afterEach(async () => {
  for (let one = asked[0]; one; one = asked[0]) await one.answer({ title: '没有' }, 404)
  copied.length = 0
  refused = false
})

async function made(page: Shown): Promise<void> {
  page['turn']()
  page['copy']()
  const sent = await next(PATH)
  assert.equal(sent.method, 'POST')
  await sent.answer({ url: URL_1 }, 201)
}

test('opening it makes nothing; a tap makes an address and copies it, the next copies the same one', async () => {
  const page = address()
  page['turn']()
  await settle()
  assert.deepEqual([page.data['open'], asked.length], [true, 0])
  page['turn']()
  await made(page)
  page['copy']()
  await settle()
  assert.deepEqual([copied, asked.length, page.data['busy']], [[URL_1, URL_1], 0, ''])
  assert.match(page.data['said'], /复制好了/)
  assert.equal(address().data['url'], '', 'the phone keeps none')
})

test('it is ended, and what comes after is a new one', async () => {
  const page = address()
  await made(page)
  page['end']()
  const sent = await next(PATH)
  assert.equal(sent.method, 'DELETE')
  await sent.answer({}, 204)
  assert.deepEqual([page.data['url'], page.data['said']], ['', '停用了，以前的地址都打不开了。'])
})

test('a lost answer goes out again under its key', async () => {
  const page = address()
  const keys: (string | undefined)[] = []
  for (const _ of [1, 2]) {
    page['copy']()
    for (const _ of [1, 2]) {
      const sent = await next(PATH)
      keys.push(sent.key)
      await sent.lose()
    }
    assert.match(page.data['problem'], /没收到答复/)
  }
  assert.deepEqual([new Set(keys).size, keys[0] !== undefined, copied], [1, true, []])
})

test('where the phone copies nothing the address stands there to be copied by hand; a refusal is said', async () => {
  refused = true
  const page = address()
  await made(page)
  assert.match(page.data['problem'], /没复制上/)
  assert.equal(page.data['url'], URL_1)
  const other = address()
  other['copy']()
  await (await next(PATH)).answer({ type: '/problems/too-many-requests', title: '太频繁了，过会儿再来', status: 429 }, 429)
  assert.deepEqual([other.data['problem'], other.data['url'], other.data['busy']], ['太频繁了，过会儿再来', '', ''])
})
