/** 核对证明, where something else is typed before the answer. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { next, pageOf } from './opened'

const open = await pageOf(() => import('../../src/packages/rider/pages/certificate-check/certificate-check'))
const A = 'BZ2026AAAAAAAAA1'
const B = 'BZ2026BBBBBBBBB2'
const paper = { issuer: { id: 1, name: '青得里街道' }, period_from: '2026-01-01', period_to: '2026-12-31', minutes: 90, status: 'issued' }
const typed = (value: string) => ({ detail: { value } })

test('a paper is not said to be good by the answer about another, nor a name by that about the one before', async () => {
  const page = open({})
  page.typeNumber(typed(A))
  void page.look()
  const first = await next(`/certificates/${A}`)
  page.typeNumber(typed(B))
  await first.answer(paper)
  assert.deepEqual([page.data.found, page.data.looking], [null, false])
  void page.look()
  await (await next(`/certificates/${B}`)).answer(paper)
  assert.equal(page.data.looked, B)
  page.typeName(typed('张三'))
  page.typeCode(typed('ABCD'))
  void page.match()
  const match = await next(`/certificates/${B}/match`)
  page.typeName(typed('李四'))
  await match.answer({ match: true })
  assert.deepEqual([page.data.match, page.data.matching], ['', false])
  void page.match()
  await (await next(`/certificates/${B}/match`)).answer({ match: false })
  assert.equal(page.data.match, 'no')
})
