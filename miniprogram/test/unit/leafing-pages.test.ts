/** Lists whose next page is asked for twice: a finger that scrolls on, or taps 更多 once more. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { afterEach, test } from 'node:test'
import { asked, next, pageOf, settle } from './opened'

const inbox = await pageOf(() => import('../../src/packages/rider/pages/inbox/inbox'))
const mine = await pageOf(() => import('../../src/packages/rider/pages/my-shifts/my-shifts'))
const stations = await pageOf(() => import('../../src/packages/keeper/pages/stations/stations'))

afterEach(async () => {
  for (let one = asked[0]; one; one = asked[0]) await one.answer({ type: '/problems/not-found', title: '没有找到', status: 404 }, 404)
})

const notice = (id: number) => ({ id, topic: 'shift', title: `消息${id}`, body: '', link: '', created_at: '2026-11-26T10:00:00+08:00', read_at: null })
const recorded = (name: string, path: string) => JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8'))[path].items[0]
const station = (code: string) => ({ ...recorded('answers.keeping', '/me/stations'), code })
const signUp = (id: number) => ({ ...recorded('answers.volunteering', '/me/signups'), id })

async function twice(path: string, page: object): Promise<void> {
  await settle()
  for (const one of asked.filter((found) => found.path.startsWith(path))) await one.answer(page)
}

test('a page that comes twice stands once', async () => {
  const page = inbox({})
  void page.onShow()
  await (await next('/me/notices')).answer({ items: [notice(4), notice(3)], next_cursor: 'c' })
  void page.onReachBottom()
  void page.onReachBottom()
  await twice('/me/notices', { items: [notice(2), notice(1)], next_cursor: null })
  assert.deepEqual(page.data.lines.map(({ id }: { id: number }) => id), [4, 3, 2, 1])
})

test('nor do stations that one keeps', async () => {
  const page = stations({})
  void page.onShow()
  await (await next('/me/stations')).answer({ items: [station('A'), station('B')], next_cursor: 'c' })
  void page.more()
  void page.more()
  await twice('/me/stations', { items: [station('C')], next_cursor: null })
  assert.deepEqual(page.data.rows.map(({ code }: { code: string }) => code), ['A', 'B', 'C'])
})

test('one of many stations is found by name; what an earlier look brings late is not shown, and one found does not open by itself', async () => {
  const page = stations({})
  void page.onShow()
  await (await next('/me/stations')).answer({ items: [station('A'), station('B')], next_cursor: 'c' })
  assert.deepEqual([page.data.more, page.data.many], [true, false])
  void page.more()
  const late = await next('/me/stations')
  page.type({ detail: { value: ' 南　城 ' } })
  void page.find()
  const looked = asked.find(({ path }) => path.includes('q='))!
  assert.match(decodeURIComponent(looked.path), /q=南 城(&|$)/)
  void page.more()
  await settle()
  assert.deepEqual([page.data.more, asked.filter(({ path }) => path.includes('q=')).length], [false, 1], 'no page of a search that was not answered')
  await looked.answer({ items: [station('C')], next_cursor: null })
  await late.answer({ items: [station('D')], next_cursor: null })
  assert.deepEqual(page.data.rows.map(({ code }: { code: string }) => code), ['C'])
  void page.seeAll()
  await twice('/me/stations', { items: [...'ABCDEFGHIJK'].map(station), next_cursor: null })
  assert.deepEqual([page.data.rows.length, page.data.q, page.data.many], [11, '', true])
})

test('nor what one signed up for before', async () => {
  const page = mine({})
  void page.seePast()
  void page.seePast()
  await twice('/me/signups?', { items: [signUp(2), signUp(1)], next_cursor: null })
  assert.equal(page.data.past.length, 2)
})
