/** 每月核对, where the answer is lost. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { afterEach, test } from 'node:test'
import { asked, next, pageOf, settle } from './opened'

const recorded = JSON.parse(readFileSync(new URL('./answers.json', import.meta.url), 'utf8'))['/stations/{code}']
const open = await pageOf(() => import('../../src/packages/keeper/pages/verification/verification'))

afterEach(async () => {
  for (let one = asked[0]; one; one = asked[0]) await one.answer({ type: '/problems/not-found', title: '没有找到', status: 404 }, 404)
})

test('lines that got no answer go out again under their key; other lines are another sending', async () => {
  const page = open({ code: 'BL-001' })
  const tick = (fact: string): void => page.turn({ currentTarget: { dataset: { fact } } })
  const lost = async (): Promise<string | undefined> => {
    void page.sendAll()
    const { key } = await next('/stations/BL-001/verifications')
    for (let time = 0; time < 2; time += 1) await (await next('/stations/BL-001/verifications')).lose()
    await settle()
    return key
  }
  void page.onShow()
  await (await next('/stations/BL-001')).answer({ ...recorded, code: 'BL-001', actions: ['verify'] })
  tick('name')
  const first = await lost()
  assert.equal(await lost(), first)
  tick('hours')
  assert.notEqual(await lost(), first)
})
