/** Pages with switches, where a look that began before one was turned is answered after it. */
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { type Asked, asked, next, pageOf, settle } from './opened'

const privacy = await pageOf(() => import('../../src/packages/rider/pages/privacy/privacy'))
const settings = await pageOf(() => import('../../src/packages/rider/pages/notice-settings/notice-settings'))
const topics = (on: boolean) => ({ topics: { shift: on }, credits: {} })
const purpose = (state: string) => ({ items: [{ purpose: 'phone', title: '手机号', state, switchable: true, current_version: 1, given_version: 1, at: null }] })

afterEach(async () => {
  for (let one = asked[0]; one; one = asked[0]) await one.answer({ type: '/problems/not-found', title: '没有找到', status: 404 }, 404)
})

const answers = (state: string): Record<string, object> => ({
  '/me/consents': purpose(state), '/me/stored': { items: [] }, '/client-config': { notices: {}, hotlines: [], templates: {} },
})

async function answered(some: readonly Asked[], state: string): Promise<void> {
  for (const one of [...some]) await one.answer(answers(state)[one.path]!)
}

test('a consent that was withdrawn is not shown as given again', async () => {
  const page = privacy({})
  void page.onShow()
  await settle()
  await answered(asked, 'given')
  void page.refresh(false)
  await settle()
  const look = [...asked]
  const saved = page.save({ purpose: 'phone' }, '收回了', async () => undefined)
  await settle()
  await answered(asked.filter((one) => !look.includes(one)), 'withdrawn')
  await answered(look, 'given')
  await saved
  assert.equal(page.data.shown.cards[0].on, false)
})

test('a topic that was switched off is not shown as on again', async () => {
  const page = settings({})
  void page.onShow()
  await (await next('/me/notice-settings')).answer(topics(true))
  void page.load(false)
  const look = await next('/me/notice-settings')
  const { topic } = page.data.lines[0]
  void page.turn({ currentTarget: { dataset: { topic } } })
  await settle()
  await asked.find(({ method }) => method === 'PUT')!.answer(topics(false))
  await look.answer(topics(true))
  assert.equal(page.data.lines[0].on, false)
})
