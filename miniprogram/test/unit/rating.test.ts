/** What somebody says of an activity: sent once however often it is lost, kept as it was typed, and open to be changed. */
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { asked, componentOf, kept, next, settle, type Shown } from './opened'

const rating = await componentOf(() => import('../../src/components/rate-shift/rate-shift'))
const PATH = '/shifts/7/evaluation'
const on = (stars: number) => ({ currentTarget: { dataset: { stars } } })
const said = (page: Shown) => [page.data['sent'], page.data['problem'], page.data['resend']]

afterEach(async () => {
  for (let one = asked[0]; one; one = asked[0]) await one.answer({ title: '没有' }, 404)
  kept.removeStorageSync('drafts')
})

test('1 to 5 and a sentence go out, and what stands at the service is said; it may be changed', async () => {
  const page = rating({ shift: 7 })
  void page['send']()
  assert.deepEqual([page.data['problem'], asked.length], ['先选一个，1 到 5。', 0])
  page['choose'](on(4))
  page['type']({ detail: { value: ' 水很热 ' } })
  void page['send']()
  const sent = await next(PATH)
  assert.deepEqual([sent.method, sent.body], ['PUT', { rating: 4, text: '水很热' }])
  await sent.answer({ rating: 4, text: '水很热', changed_at: '' })
  assert.deepEqual(said(page), ['你评了 4，好。谢谢你。', '', false])
  assert.equal(rating({ shift: 7 }).data['sent'], '你评了 4，好。谢谢你。', 'also after a restart')
  page['change']()
  assert.deepEqual([page.data['sent'], page.data['draft'].text], ['', ' 水很热 '])
})

test('what was typed stays where it was left, for its shift only', () => {
  const page = rating({ shift: 7 })
  page['choose'](on(2))
  page['type']({ detail: { value: '有点冷' } })
  const again = rating({ shift: 7 })
  assert.deepEqual([again.data['draft'].text, again.data['marks'].map(({ on }: { on: boolean }) => on)], ['有点冷', [false, true, false, false, false]])
  assert.equal(rating({ shift: 8 }).data['draft'].stars, 0)
})

test('a lost answer is sent again under its key, other words under another', async () => {
  const page = rating({ shift: 7 })
  page['choose'](on(5))
  const keys: (string | undefined)[] = []
  const lost = async (): Promise<void> => {
    void page['send']()
    for (const _ of [1, 2]) {
      const sent = await next(PATH)
      keys.push(sent.key)
      await sent.lose()
    }
    assert.match(page.data['problem'], /没收到答复/)
    assert.equal(page.data['resend'], true)
  }
  await lost()
  await lost()
  page['choose'](on(1))
  await lost()
  assert.deepEqual([new Set(keys.slice(0, 4)).size, new Set(keys).size, keys[0] !== undefined], [1, 2, true])
})

test('a refusal is said in the words of the service, and nothing that was typed is lost', async () => {
  const page = rating({ shift: 7 })
  page['choose'](on(3))
  page['type']({ detail: { value: '还行' } })
  void page['send']()
  await (await next(PATH)).answer({ type: '/problems/not-a-participant', title: '参加过的人才能评价，活动结束后就可以', status: 403 }, 403)
  assert.deepEqual([...said(page), page.data['draft'].text, page.data['busy']], ['', '参加过的人才能评价，活动结束后就可以', false, '还行', false])
})

test('what was changed while it was sent waits for another tap', async () => {
  const page = rating({ shift: 7 })
  page['choose'](on(5))
  void page['send']()
  const sent = await next(PATH)
  page['choose'](on(4))
  await sent.answer({ rating: 5, text: '', changed_at: '' })
  await settle()
  assert.deepEqual([page.data['sent'], page.data['draft'].stars], ['', 4])
})
