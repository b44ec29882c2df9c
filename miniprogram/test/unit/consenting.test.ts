/** 点下去就是同意 is said beside a button until it was agreed to as it now stands. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { afterEach, test } from 'node:test'
import { asked, kept, next, pageOf, settle, type Shown } from './opened'

const config = JSON.parse(readFileSync(new URL('./answers.json', import.meta.url), 'utf8'))['/client-config']
kept.setStorageSync('client-config', { value: config, until: null })
const claim = await pageOf(() => import('../../src/packages/rider/pages/claim/claim'))
const shift = await pageOf(() => import('../../src/pages/shift/shift'))
const { session } = await import('../../src/core/http')
const SAID = '点下去就是同意《志愿服务记录》。'
const current = config.notices.volunteer_record.version
const stands = (state: string, notice_version: number | null) => ({
  items: [{ purpose: 'membership', state: 'none', notice_version: null, current_version: 1 }, { purpose: 'volunteer_record', state, notice_version, current_version: current }],
})

afterEach(async () => {
  for (let one = asked[0]; one; one = asked[0]) await one.answer({ title: '没有' }, 404)
})

async function said(page: Shown, look: () => unknown, answer: object, status = 200): Promise<string> {
  void look()
  await (await next('/me/consents')).answer(answer, status)
  await settle()
  return page.data['consent']
}

test('it is said to whoever has not agreed, agreed to an older one or took it back, and when nobody knows', async () => {
  const page = claim({})
  const shows = (answer: object, status?: number) => said(page, () => page['onShow'](), answer, status)
  assert.equal(await shows(stands('given', current)), '')
  assert.equal(await shows(stands('given', current - 1)), SAID)
  assert.equal(await shows(stands('given', current)), '', 'and no more once it is')
  assert.equal(await shows(stands('withdrawn', current)), SAID)
  assert.equal(await shows(stands('none', null)), SAID)
  assert.equal(await shows({ type: '/problems/x', title: '系统繁忙', status: 503 }, 503), SAID)
})

test('a shift says it the same way', async () => {
  const page = shift({ id: '7' })
  assert.equal(await said(page, () => page['showConsent'](), stands('none', null)), SAID)
  assert.equal(await said(page, () => page['showConsent'](), stands('given', current)), '')
})

test('a guest is told, and nobody is asked about them', async () => {
  session.forget()
  const page = claim({})
  void page['onShow']()
  await settle()
  assert.deepEqual([page.data['consent'], asked.length], [SAID, 0])
})
