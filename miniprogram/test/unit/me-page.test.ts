/** 我的, where somebody signs out before the answer. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { kept, next, pageOf } from './opened'

const recorded = JSON.parse(readFileSync(new URL('./answers.people.json', import.meta.url), 'utf8'))['/me']
const open = await pageOf(() => import('../../src/pages/me/me'))
const { session } = await import('../../src/core/http')

test('who one is stays on no phone that one signed out of before the answer; of whoever holds it, it does', async () => {
  for (const holds of [true, false]) {
    const page = open({})
    void page.showWho()
    const asked = await next('/me')
    if (!holds) session.forget()
    kept.removeStorageSync('me')
    await asked.answer({ ...recorded, public_no: 'A1', status: 'active', roles: [{}] })
    assert.equal(kept.kept.has('me'), holds)
  }
})
