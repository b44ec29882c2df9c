/** 注销账号, begun, taken back and begun again, where answers are late or lost. */
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { asked, next, pageOf, settle } from './opened'

const open = await pageOf(() => import('../../src/packages/rider/pages/deletion/deletion'))
const me = (erased_after: string | null) => ({ status: erased_after ? 'closing' : 'active', erased_after })
const PREVIEW = { ends: [], erased: [], stays: [], first: [], erased_after: '2030-01-08T10:00:00+08:00' }
const END = '2030-01-08T10:00:00+08:00'

afterEach(async () => {
  for (let one = asked[0]; one; one = asked[0]) await one.answer({ type: '/problems/not-found', title: '没有找到', status: 404 }, 404)
})

test('whoever begins again after a change of mind whose answer was lost can change it again', async () => {
  const page = open({})
  void page.onShow()
  await (await next('/me')).answer(me(END))
  page.comeBack()
  const first = await next('/me/restoration')
  await first.lose()
  await (await next('/me/restoration')).lose()
  void page.refresh(false) // it was taken back all the same
  await (await next('/me')).answer(me(null))
  await (await next('/me/deletion-preview')).answer(PREVIEW)
  void page.leave()
  await (await next('/me')).answer({ erased_after: END }, 202)
  page.comeBack()
  assert.notEqual((await next('/me/restoration')).key, first.key)
})

test('a look that began before does not show the account as it was', async () => {
  const page = open({})
  void page.onShow()
  const look = await next('/me')
  void page.leave()
  await settle()
  await asked.find(({ method }) => method === 'DELETE')!.answer({ erased_after: END }, 202)
  await look.answer(me(null))
  await (await next('/me/deletion-preview')).answer(PREVIEW)
  assert.deepEqual([page.data.preview, page.data.closing === null], [null, false])
})
