/** 带走我的数据: the file is there for as long as its page is. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { files, next, pageOf } from './opened'

const open = await pageOf(() => import('../../src/packages/rider/pages/take-away/take-away'))

async function prepared(): Promise<Record<string, any>> {
  const page = open({})
  page.prepare()
  await (await next('/me/export')).answer({ tables: [{ rows: [1] }] })
  assert.equal(files.size, 1)
  return page
}

test('leaving the page deletes the export; one that a killed app left behind goes when the page opens', async () => {
  const page = await prepared()
  page['onUnload']()
  assert.equal(files.size, 0)
  await prepared() // and the app is killed
  open({})
  assert.equal(files.size, 0)
})
