/** 驿站, where a guest stands before a shut door. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { asked, next, pageOf, settle, type Shown } from './opened'

const recorded = (path: string) => JSON.parse(readFileSync(new URL('./answers.json', import.meta.url), 'utf8'))[path]
const detail = recorded('/stations/{code}')
const open = await pageOf(() => import('../../src/pages/station/station'))
const { session } = await import('../../src/core/http')

/** 到了没开 at station S; near it one that never shuts, or none. */
async function foundShut(others: object[]): Promise<Shown> {
  const page = open({ code: 'S' })
  void page['onShow']()
  await settle()
  for (const one of asked.filter(({ path }) => path.startsWith('/stations/S'))) {
    await one.answer(one.path.endsWith('days') ? recorded('/stations/{code}/days') : { ...detail, code: 'S' })
  }
  void page['notOpen']()
  await (await next('/stations?')).answer({ items: others })
  return page
}
const OTHER = { ...detail, code: 'T', open_state: 'open', open_until: null, next_change: null }

test('whoever is signed in told the keeper by the tap', async () => {
  assert.equal((await foundShut([OTHER])).data['shutWords'], '记下了。下一家开着的：')
})

test('a guest told nobody, so nothing is said to be noted, until they sign in and it is', async () => {
  session.forget()
  assert.equal((await foundShut([])).data['shutWords'], '附近没有别家开着。')
  const page = await foundShut([OTHER])
  assert.deepEqual([page.data['guest'], page.data['shutWords']], [true, '下一家开着的：'])
  const signsIn = session.signIn({ ageOk: true })
  await (await next('/sessions')).answer({ token: 'a', expires_at: '2030-01-01T00:00:00Z', account: { public_no: 'A1' } })
  await signsIn
  await page['tellShut']()
  assert.deepEqual([page.data['guest'], page.data['shutWords']], [false, '记下了。下一家开着的：'])
})
