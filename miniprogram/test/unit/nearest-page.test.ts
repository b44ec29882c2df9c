/** 驿站, where what WeChat says of the position comes late, or is no. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LIMIT_MS } from '../../src/core/location'
import { t } from '../../src/texts/zh-CN'
import { asked, kept, next, pageOf, settle, type Shown } from './opened'

type Ends = Record<'success' | 'fail', (told: object) => void>
const calls: string[] = []
let agrees = true
let found: Ends | null = null
Object.assign((globalThis as unknown as { wx: object }).wx, {
  requirePrivacyAuthorize: ({ success, fail }: Ends) => {
    calls.push('privacy')
    if (agrees) success({})
    else fail({ errMsg: 'requirePrivacyAuthorize:fail privacy permission is not authorized' })
  },
  authorize: ({ success }: Ends) => success({}),
  getLocation: (ends: Ends) => {
    calls.push('position')
    found = ends
  },
})
kept.setStorageSync('where', { value: { by: 'place' }, until: null })
const open = await pageOf(() => import('../../src/pages/nearest/nearest'))

function opened(): Shown {
  const page = open({})
  const nothing = (): undefined => undefined
  const query = { select: () => ({ boundingClientRect: nothing }), selectViewport: () => ({ scrollOffset: nothing }), exec: nothing }
  page['createSelectorQuery'] = () => query
  calls.length = 0
  return page
}

/** The phone's files are as new as the service's. */
async function nothingNewer(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) {
    await settle()
    await asked.find(({ path }) => path.startsWith('/bundles/'))?.answer({}, 304)
  }
}

test('who said no is not asked again by the page itself, only by a look of their own', async () => {
  agrees = false
  const page = opened()
  void page['refresh'](false)
  await nothingNewer()
  assert.equal(page.data['refused'], true)
  await page['refresh'](false, true)
  assert.deepEqual(calls, ['privacy'])
  await page['refresh'](false)
  assert.deepEqual(calls, ['privacy', 'privacy'])
})

test('a fix that comes after the page gave up is what it lists from', async ({ mock }) => {
  mock.timers.enable({ apis: ['setTimeout'] })
  agrees = true
  const page = opened()
  const looks = page['refresh'](false)
  await nothingNewer()
  mock.timers.tick(LIMIT_MS)
  await looks
  assert.equal(page.data['face'].hint, t.placeFailed)
  found!.success({ latitude: 44.9, longitude: 82.07 })
  const list = await next('/stations')
  assert.match(list.path, /lat=44.9/)
  await list.answer({ items: [] })
  assert.deepEqual([page.data['from'], page.data['face'].title], [t.nearMe, t.nothingFits])
  assert.deepEqual(calls, ['privacy', 'position'], 'nobody was asked again')
})
