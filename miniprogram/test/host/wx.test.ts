/** `wx`, and the query of a page. */
import { dark } from './browser'
import assert from 'node:assert/strict'
import { change, settings } from '../../web/host/settings'
import { background } from '../../web/shim/life'
import surface from '../../web/surface.json'
import { covers, entry } from './entries'
import { answer, file, find, lived, LOG, opened, pageRoot, stack, tapOn, turn, wx } from './world'

// ---- wx
entry('wx setStorageSync', () => {
  wx['setStorageSync']!('k' as never)
  assert.throws(() => (wx['setStorageSync'] as unknown as (k: string, v: string) => void)('big', 'x'.repeat(1024 * 1024)), /size limit/)
})
entry('wx getStorageSync', () => {
  ;(wx['setStorageSync'] as unknown as (k: string, v: object) => void)('a', { x: 1 })
  assert.deepEqual(wx['getStorageSync']!('a' as never), { x: 1 })
  const { person } = settings
  change({ person: 'somebody' })
  assert.equal(wx['getStorageSync']!('a' as never), '')
  change({ person })
})
entry('wx removeStorageSync', () => {
  wx['removeStorageSync']!('a' as never)
  assert.equal(wx['getStorageSync']!('a' as never), '')
})
entry('wx getStorageInfoSync', () => {
  localStorage.clear()
  ;(wx['setStorageSync'] as unknown as (k: string, v: string) => void)('a', 'x')
  assert.deepEqual((wx['getStorageInfoSync']!() as unknown as { keys: string[] }).keys, ['a'])
})
entry('wx getFileSystemManager', async () => {
  const disk = wx['getFileSystemManager']!() as unknown as Record<string, (options: object) => Promise<{ data: string }>>
  await disk['writeFile']!({ filePath: 'wxfile://usr/a', data: 'text' })
  await disk['rename']!({ oldPath: 'wxfile://usr/a', newPath: 'wxfile://usr/b' })
  assert.equal((await disk['readFile']!({ filePath: 'wxfile://usr/b' })).data, 'text')
  await assert.rejects(disk['readFile']!({ filePath: 'wxfile://usr/a' }), /no such file/)
  await disk['unlink']!({ filePath: 'wxfile://usr/b' })
  await assert.rejects(disk['writeFile']!({ filePath: '/etc/x', data: '' }), /permission/)
})
entry('wx env', () => assert.equal((wx['env'] as unknown as { USER_DATA_PATH: string }).USER_DATA_PATH, 'wxfile://usr'))
const away = async (): Promise<string[]> => {
  const seen: string[] = []
  const show = (): void => void seen.push('show')
  wx['onAppShow']!(show as never)
  wx['onAppHide']!((() => seen.push('hide')) as never)
  background(1)
  await turn(10)
  wx['offAppShow']!(show as never)
  return seen
}
entry('wx onAppShow', async () => assert.ok((await away()).includes('show')))
entry('wx onAppHide', async () => assert.ok((await away()).includes('hide')))
entry('wx offAppShow', async () => {
  await away()
  assert.equal((await away()).filter((one) => one === 'show').length, 1)
})
entry('wx getLaunchOptionsSync', () => assert.equal((wx['getLaunchOptionsSync']!() as unknown as { scene: number }).scene, 1001))
entry('wx getEnterOptionsSync', () => assert.equal((wx['getEnterOptionsSync']!() as unknown as { scene: number }).scene, 1001))
entry('wx onNeedPrivacyAuthorization', async () => {
  localStorage.clear()
  wx['onNeedPrivacyAuthorization']!(((resolve: (answer: object) => void) => resolve({ event: 'agree' })) as never)
  await assert.rejects(wx['getLocation']!(), /without a tap/)
})
entry('wx requirePrivacyAuthorize', async () => {
  localStorage.clear()
  wx['onNeedPrivacyAuthorization']!(((resolve: (answer: object) => void) => resolve({ event: 'disagree' })) as never)
  await assert.rejects(wx['requirePrivacyAuthorize']!(), /not authorized/)
  agreed()
  await wx['requirePrivacyAuthorize']!()
})
entry('wx getPrivacySetting', async () => {
  localStorage.clear()
  assert.equal((await wx['getPrivacySetting']!())['needAuthorization'], true)
})
entry('wx openPrivacyContract', () => wx['openPrivacyContract']!({}))
interface Told {
  statusCode?: number
  errMsg?: string
  data?: unknown
}
const asked = (options: object): Promise<Told> => new Promise((complete) => wx['request']!({ url: 'http://127.0.0.1:8000/api/v1/x', ...options, complete }))
const served = (answer: () => Promise<Response>): void => void Object.assign(globalThis, { fetch: answer })
/** What a request is told that was under way when the app went to the background, where WeChat cuts it off after 5 s. */
const inBackground = async (ask: () => Promise<Told>): Promise<string> => {
  const real = window.setTimeout
  const waits: unknown[] = []
  Object.assign(window, { setTimeout: (run: () => void, ms: number) => (waits.push(ms), real(run, 1)) })
  const answer = ask()
  background(20)
  Object.assign(window, { setTimeout: real })
  const { errMsg } = await answer
  await turn(30)
  assert.deepEqual(waits, [5000])
  return errMsg!
}
entry('wx request', async () => {
  served(async () => new Response('{"a":1}', { status: 409 }))
  assert.deepEqual((await asked({})).statusCode, 409)
  assert.deepEqual((await asked({})).data, { a: 1 })
  assert.deepEqual((await asked({ dataType: 'text' })).data, '{"a":1}')
  assert.match((await asked({ method: 'PATCH' })).errMsg!, /PATCH/)
  assert.match((await asked({ url: 'https://other.example/' })).errMsg!, /domain list/)
  served((...[, options]: unknown[]) => new Promise((_, fail) => (options as { signal: AbortSignal }).signal.addEventListener('abort', () => fail(new Error('x')))) as never)
  assert.match((await asked({ timeout: 5 })).errMsg!, /timeout/)
  assert.match(await inBackground(() => asked({})), /interrupted/)
  change({ network: 'cut' })
  assert.match((await asked({})).errMsg!, /INTERNET_DISCONNECTED/)
  change({ network: 'good' })
})
entry('wx getNetworkType', async () => assert.equal((await wx['getNetworkType']!())['networkType'], 'wifi'))
const turns = (off: boolean): boolean[] => {
  const seen: boolean[] = []
  const tell = ({ isConnected }: { isConnected: boolean }): void => void seen.push(isConnected)
  wx['onNetworkStatusChange']!(tell as never)
  if (off) wx['offNetworkStatusChange']!(tell as never)
  change({ network: 'cut' })
  change({ network: 'good' })
  return seen
}
entry('wx onNetworkStatusChange', () => assert.deepEqual(turns(false), [false, true]))
entry('wx offNetworkStatusChange', () => assert.deepEqual(turns(true), []))
entry('wx getAccountInfoSync', () => assert.equal((wx['getAccountInfoSync']!() as unknown as { miniProgram: { envVersion: string } }).miniProgram.envVersion, 'develop'))
entry('wx getAppBaseInfo', () => assert.equal((wx['getAppBaseInfo']!() as unknown as { fontSizeScaleFactor: number }).fontSizeScaleFactor, 1))
entry('wx getDeviceInfo', () => assert.ok((wx['getDeviceInfo']!() as unknown as { model: string }).model))
entry('wx getWindowInfo', () => assert.equal((wx['getWindowInfo']!() as unknown as { pixelRatio: number }).pixelRatio, 2))
entry('wx onThemeChange', () => {
  const seen: string[] = []
  wx['onThemeChange']!((({ theme }: { theme: string }) => seen.push(theme)) as never)
  change({ theme: 'light' })
  change({ theme: 'dark' })
  change({ theme: 'light' })
  assert.deepEqual(seen.slice(-2), ['dark', 'light'])
  change({ theme: 'system' })
  dark.matches = true
  dark.listeners.forEach((turned) => turned())
  dark.matches = false
  dark.listeners.forEach((turned) => turned())
  assert.deepEqual(seen.slice(-2), ['dark', 'light'], 'the phone itself turned')
  change({ theme: 'light' })
})
entry('wx getUpdateManager', () => (wx['getUpdateManager']!() as unknown as { onUpdateReady(run: () => void): void }).onUpdateReady(() => undefined))
entry('wx showToast', async () => {
  await wx['showToast']!({ title: '好了', duration: 0 })
  assert.match(document.querySelector('.toast')!.textContent!, /好了/)
})
entry('wx hideToast', () => {
  wx['hideToast']!()
  assert.equal(document.querySelector('.toast'), null)
})
entry('wx stopPullDownRefresh', async () => {
  await opened('<view />', {}, { enablePullDownRefresh: true })
  stack.pull()
  assert.ok(pageRoot().classList.contains('pulling'))
  wx['stopPullDownRefresh']!()
  assert.ok(!pageRoot().classList.contains('pulling'))
})
entry('wx startPullDownRefresh', async () => {
  await lived()
  await wx['startPullDownRefresh']!()
  assert.equal(LOG.at(-1), 'a onPullDownRefresh')
})
const agreed = (): void => {
  localStorage.clear()
  localStorage.setItem(`phone:${settings.person}:$privacy-agreed`, 'true')
}
for (const name of ['getLocation', 'getFuzzyLocation']) {
  entry(`wx ${name}`, async () => {
    agreed()
    const refusedOne = wx[name]!()
    await turn(5)
    answer('拒绝')
    await assert.rejects(refusedOne, /auth deny/)
    agreed()
    const found = wx[name]!()
    await turn(5)
    answer('允许')
    assert.ok(Math.abs(Number((await found)['latitude']) - settings.lat) <= (name === 'getLocation' ? 0 : 0.011))
  })
}
entry('wx authorize', async () => {
  agreed()
  await assert.rejects(wx['authorize']!({ scope: 'scope.record' }), /scope.record/)
  const asks = wx['authorize']!({ scope: 'scope.userLocation' })
  await turn(5)
  answer('允许')
  await asks
  await wx['authorize']!({ scope: 'scope.userLocation' })
  assert.equal((await wx['getLocation']!())['latitude'], settings.lat, 'and asks no more')
})
entry('wx chooseLocation', async () => {
  agreed()
  const found = wx['chooseLocation']!()
  await turn(5)
  answer('精河县城')
  assert.equal((await found)['name'], '精河县城')
})
entry('wx getSetting', async () => {
  localStorage.clear()
  assert.deepEqual((await wx['getSetting']!())['authSetting'], {})
})
entry('wx openSetting', async () => {
  const set = wx['openSetting']!()
  await turn()
  answer('允许')
  await set
  assert.deepEqual((await wx['getSetting']!())['authSetting'], { 'scope.userLocation': true })
})
entry('wx openLocation', async () => {
  const shown = wx['openLocation']!({ name: '驿站', address: '路', latitude: 44.9, longitude: 82 })
  await turn()
  assert.match(document.getElementById('over')!.textContent!, /示意，非地图/)
  answer('回到小程序')
  await shown
})
entry('wx login', async () => assert.match(String((await wx['login']!())['code']), /^rider\../))
entry('wx checkSession', () => wx['checkSession']!())
entry('wx navigateTo', async () => {
  await lived()
  await assert.rejects(wx['navigateTo']!({ url: '/pages/b' }), /tabbar/)
  for (let page = 2; page <= 10; page += 1) await wx['navigateTo']!({ url: '/pages/c' })
  await assert.rejects(wx['navigateTo']!({ url: '/pages/c' }), /webview count limit/)
})
entry('wx redirectTo', async () => {
  await lived()
  await wx['navigateTo']!({ url: '/pages/c' })
  await wx['redirectTo']!({ url: '/pages/c' })
  assert.equal(stack.pages().length, 2)
})
entry('wx switchTab', async () => {
  await lived()
  await wx['navigateTo']!({ url: '/pages/c' })
  await wx['switchTab']!({ url: '/pages/b' })
  assert.equal(stack.pages().length, 1)
  await wx['switchTab']!({ url: '/pages/a' })
  assert.equal(LOG.filter((one) => one === 'a onLoad').length, 1)
  await assert.rejects(wx['switchTab']!({ url: '/pages/c' }), /no-tabBar/)
})
entry('wx reLaunch', async () => {
  await lived()
  await wx['navigateTo']!({ url: '/pages/c' })
  await wx['reLaunch']!({ url: '/pages/c' })
  assert.equal(stack.pages().length, 1)
  assert.ok(LOG.includes('a onUnload'))
})
entry('wx navigateBack', async () => {
  await lived()
  await wx['navigateTo']!({ url: '/pages/c' })
  await wx['navigateTo']!({ url: '/pages/c' })
  await wx['navigateBack']!({ delta: 9 })
  assert.equal(stack.pages().length, 1)
})
entry('wx setNavigationBarTitle', async () => {
  await lived()
  await wx['setNavigationBarTitle']!({ title: '新题目' })
  assert.equal(document.querySelector('#bar h1')!.textContent, '新题目')
})
entry('wx pageScrollTo', async () => {
  await lived()
  await wx['pageScrollTo']!({ scrollTop: 40 })
  assert.equal(pageRoot().scrollTop, 40)
})
entry('wx showModal', async () => {
  const shown = wx['showModal']!({ title: '真的吗', confirmText: '是', cancelText: '否' })
  await turn()
  answer('否')
  assert.equal((await shown)['confirm'], false)
})
entry('wx showActionSheet', async () => {
  const shown = wx['showActionSheet']!({ itemList: ['一', '二'] })
  await turn()
  const [first] = document.querySelectorAll('#over button')
  first!.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 })) // of the tap that opened it
  answer('二')
  assert.equal((await shown)['tapIndex'], 1)
})
entry('wx makePhoneCall', async () => {
  const called = wx['makePhoneCall']!({ phoneNumber: '12345' })
  await turn()
  answer('呼叫')
  await called
})
entry('wx setClipboardData', () => {
  agreed()
  return wx['setClipboardData']!({ data: 'x' })
})
entry('wx vibrateShort', () => wx['vibrateShort']!())

const scanned = async (choice: string, answers: (url: string) => Response): Promise<Record<string, unknown>> => {
  served((async (url: string) => (url.endsWith('/sessions') ? Response.json({ token: 't' }) : answers(url))) as never)
  const found = wx['scanCode']!()
  while (!document.querySelector('#over [role=dialog]')) await turn()
  answer(choice)
  return found
}
entry('wx scanCode', async () => {
  const scene = 'P.X4WDEY.0001.5GV69PXV46WE'
  const poster = await scanned('驿站 YQ0001 的海报', () => new Response(`PNG scene ${scene}`))
  assert.deepEqual([poster['path'], poster['scanType'], poster['result']], [`pages/station/station?scene=${scene}`, 'WX_CODE', ''])
  const codes = [{ code: 'T.old', from: '2026-11-26T14:18:20+08:00' }, { code: 'T.now', from: '2026-11-26T14:18:30+08:00' }, { code: 'T.next', from: '2026-11-26T14:18:40+08:00' }]
  const screen = await scanned('驿站 YQ0001 的屏幕码', () => Response.json({ codes, server_now: '2026-11-26T14:18:35+08:00' }))
  assert.deepEqual([screen['result'], screen['scanType'], screen['path']], ['T.now', 'QR_CODE', undefined])
  await assert.rejects(scanned('取消', () => new Response('')), (error: { errMsg: string }) => error.errMsg === 'scanCode:fail cancel')
})
/** Run in the synchronous part of a tap. */
const inTap = async (run: () => Promise<Record<string, unknown>>): Promise<Record<string, unknown>> => {
  let ended: Promise<Record<string, unknown>> = Promise.resolve({})
  await opened('<view bind:tap="go" />', { data: {}, go: () => void (ended = run()) })
  tapOn(find('wx-view'))
  return ended
}
const subscribing = (tmplIds: string[], later = false) => {
  const ask = () => wx['requestSubscribeMessage']!({ tmplIds }).catch((error: Record<string, unknown>) => error)
  return inTap(() => (later ? Promise.resolve().then(ask) : ask()))
}
entry('wx requestSubscribeMessage', async () => {
  localStorage.clear()
  const ids = ['FAKE-a-1', 'FAKE-b-1']
  assert.match(String((await subscribing(ids, true))['errMsg']), /user TAP gesture/)
  assert.match(String((await subscribing(['a', 'b', 'c', 'd']))['errMsg']), /larger than the limit/)
  assert.match(String((await subscribing(['FAKE-a-1', 'FAKE-a-2']))['errMsg']), /one title/)
  change({ subscribe: 'off' })
  assert.equal((await subscribing(ids))['errno'], 20004)
  change({ subscribe: 'ban' })
  assert.equal((await subscribing(ids))['FAKE-a-1'], 'ban')
  change({ subscribe: 'ask' })
  const asking = subscribing(ids)
  await turn(5)
  answer('允许')
  await turn(5)
  answer('总是')
  assert.equal((await asking)['FAKE-b-1'], 'accept')
  assert.equal((await subscribing(ids))['FAKE-a-1'], 'accept')
})
const papered = (): Promise<Record<string, unknown>> => {
  served(async () => new Response('%PDF', { status: 200 }))
  return wx['downloadFile']!({ url: 'http://127.0.0.1:8000/api/v1/x', header: {} })
}
entry('wx downloadFile', async () => {
  assert.equal((await papered())['statusCode'], 200)
  await assert.rejects(wx['downloadFile']!({ url: 'https://other.example/x' }), /domain list/)
})
entry('wx openDocument', async () => {
  const { tempFilePath } = await papered()
  const shown: string[] = []
  Object.assign(window, { open: (url: string) => void shown.push(url) })
  await wx['openDocument']!({ filePath: tempFilePath, fileType: 'pdf', showMenu: true })
  assert.match(shown[0]!, /^blob:/)
  await assert.rejects(wx['openDocument']!({ filePath: tempFilePath, fileType: 'html' }), /not supported/)
})
entry('wx shareFileMessage', async () => {
  const disk = wx['getFileSystemManager']!() as unknown as Record<string, (options: object) => Promise<unknown>>
  await disk['writeFile']!({ filePath: 'wxfile://usr/data.json', data: '{}' })
  const saved: string[] = []
  window.HTMLAnchorElement.prototype.click = function click(this: HTMLAnchorElement) {
    saved.push(`${this.download} ${this.href}`)
  }
  const share = (filePath: string) => inTap(() => wx['shareFileMessage']!({ filePath, fileName: 'mine.json' }))
  await share('wxfile://usr/data.json')
  assert.match(saved.join(), /^mine\.json blob:/)
  await assert.rejects(share('wxfile://usr/gone.json'), /no such file/)
  await assert.rejects(wx['shareFileMessage']!({ filePath: 'wxfile://usr/data.json' }), /user TAP gesture/)
})
entry('wx setKeepScreenOn', () => wx['setKeepScreenOn']!({ keepScreenOn: true }))
entry('wx getScreenBrightness', async () => assert.equal((await wx['getScreenBrightness']!())['value'], 0.5))
entry('wx setScreenBrightness', async () => {
  await wx['setScreenBrightness']!({ value: 1 })
  assert.equal((await wx['getScreenBrightness']!())['value'], 1)
})

// ---- createSelectorQuery
type Query = Record<string, (...given: unknown[]) => Query>
const queried = async (ask: (query: Query) => Query, wxml = '<canvas type="2d" class="it" />'): Promise<Record<string, unknown>[]> => {
  const { page } = await opened(wxml)
  const query = (page as unknown as { createSelectorQuery(): Query }).createSelectorQuery()
  return new Promise((hear) => void ask(query)['exec']!(hear))
}
entry('query select', async () => {
  assert.deepEqual(await queried((query) => query['select']!('.gone')['boundingClientRect']!()), [null])
})
entry('query selectViewport', async () => {
  const [view] = await queried((query) => query['selectViewport']!()['scrollOffset']!())
  assert.equal(view!['scrollTop'], 0)
})
entry('query boundingClientRect', async () => {
  const [rect] = await queried((query) => query['select']!('.it')['boundingClientRect']!())
  assert.deepEqual(Object.keys(rect!), ['left', 'top', 'right', 'bottom', 'width', 'height'])
})
entry('query scrollOffset', async () => {
  const [view] = await queried((query) => query['select']!('.it')['scrollOffset']!())
  assert.deepEqual(view, { scrollTop: 0, scrollLeft: 0 })
})
entry('query fields', async () => {
  const [canvas] = await queried((query) => query['select']!('.it')['fields']!({ node: true, size: true }))
  assert.equal((canvas!['node'] as HTMLElement).localName, 'canvas')
  await assert.rejects(queried((query) => query['select']!('.it')['fields']!({ computedStyle: [] })), /computedStyle/)
})
entry('query exec', async () => assert.deepEqual(await queried((query) => query), []))

covers('wx', 'query')
