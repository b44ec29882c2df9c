/** 名字和手机号, where the answer to a saving is lost. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { afterEach, test } from 'node:test'
import { asked, kept, next, pageOf, settle, type Shown } from './opened'

const recorded = JSON.parse(readFileSync(new URL('./answers.people.json', import.meta.url), 'utf8'))['/me']
const me = (version: number, display_name: string) => ({ ...recorded, status: 'active', version, display_name })
kept.setStorageSync('client-config', { value: { notices: {}, hotlines: [] }, until: null })
const open = await pageOf(() => import('../../src/packages/rider/pages/profile/profile'))

afterEach(async () => {
  for (let one = asked[0]; one; one = asked[0]) await one.answer({ type: '/problems/not-found', title: '没有找到', status: 404 }, 404)
})

async function opened(): Promise<Shown> {
  const page = open({})
  void page.refresh(false)
  await settle()
  for (const one of asked.filter(({ path }) => path !== '/me')) await one.answer({ notices: {}, hotlines: [], templates: {} })
  await (await next('/me')).answer(me(1, '小哥·AB12'))
  return page
}

test('what is typed while a name is saved stands, and waits for another tap', async () => {
  const page = await opened()
  page.typeName({ detail: { value: '小王' } })
  void page.saveName()
  const saving = await next('/me/profile')
  page.typeName({ detail: { value: '小王子' } })
  await saving.answer(me(2, '小王'))
  assert.equal(page.data.name, '小王子')
  void page.saveName()
  await (await next('/me/profile')).answer(me(3, '小王子'))
  assert.equal(page.data.name, '小王子')
})

test('a name that was saved though the answer was lost is not said to be changed by others; another change is', async () => {
  for (const [stands, failed] of [['小王', false], ['老王', true]] as const) {
    const page = await opened()
    page.typeName({ detail: { value: '小王' } })
    void page.saveName()
    await (await next('/me/profile')).lose()
    void page.saveName()
    await (await next('/me/profile')).answer({ type: '/problems/stale-version', title: '已经有更新的版本', status: 412 }, 412)
    await (await next('/me')).answer(me(2, stands))
    assert.deepEqual([page.data.nameFailed !== '', page.data.name, page.data.busy], [failed, '小王', ''])
  }
})
