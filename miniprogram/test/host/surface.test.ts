/** One test for each entry of `surface.json`: what it lists, the host does. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer, app, file, find, key, opened, pageRoot, stack, tapOn, turn, wx } from './world'
import { paintTheme } from '../../web/host/frame'
import { change, settings } from '../../web/host/settings'
import { background } from '../../web/shim/life'
import surface from '../../web/surface.json'

const names = new Set<string>()
function entry(name: string, run: () => unknown): void {
  names.add(name)
  test(name, { timeout: 5000 }, async () => void (await run()))
}

const attribute = (host: HTMLElement, name: string) => host.getAttribute(name)

// ---- attributes of every tag
entry('attribute class', async () => {
  await opened('<view class="one two" />')
  assert.match(find('wx-view').className, /spagesa--one.*two/)
})
entry('attribute style', async () => {
  await opened('<view style="height: 7px" />')
  assert.equal(find('wx-view').style.height, '7px')
})
entry('attribute id', async () => {
  const { page } = await opened('<view id="mine" bind:tap="go" />', { data: {}, go(this: { seen: string }, event: { currentTarget: { id: string } }) { this.seen = event.currentTarget.id } })
  tapOn(find('wx-view'))
  assert.equal(page['seen'], 'mine')
})
entry('attribute hidden', async () => {
  const { page } = await opened('<view hidden="{{no}}" />', { data: { no: true } })
  assert.equal(find('wx-view').hidden, true)
  page.setData({ no: false })
  assert.equal(find('wx-view').hidden, false)
})
entry('attribute slot', async () => {
  file('parts/frame', '<view class="in"><slot name="top" /></view>', { options: { multipleSlots: true } }, { component: true })
  await opened('<p-frame><view slot="top" class="mine" /></p-frame>', {}, { usingComponents: { 'p-frame': '/parts/frame' } })
  assert.ok(find('p-frame wx-view.spartsframe--in > wx-view'))
})
for (const name of ['aria-label', 'aria-hidden', 'aria-live', 'aria-checked', 'aria-disabled', 'aria-expanded']) {
  entry(`attribute ${name}`, async () => {
    const { page } = await opened(`<view ${name}="{{v}}" />`, { data: { v: 'true' } })
    assert.equal(attribute(find('wx-view'), name), 'true')
    page.setData({ v: 'false' })
    assert.equal(attribute(find('wx-view'), name), 'false')
  })
}
entry('attribute aria-role', async () => {
  await opened('<view aria-role="dialog" />')
  assert.equal(attribute(find('wx-view'), 'role'), 'dialog')
})

// ---- events of every tag
entry('event tap', async () => {
  const { page } = await opened('<view bind:tap="go" data-x="7" />', { data: { x: '' }, go(this: { setData(d: object): void }, event: { currentTarget: { dataset: { x: string } } }) { this.setData({ x: event.currentTarget.dataset.x }) } })
  const host = find('wx-view')
  assert.deepEqual([attribute(host, 'role'), host.tabIndex], ['button', 0])
  tapOn(host)
  assert.equal((page['data'] as { x: string }).x, '7')
  page.setData({ x: '' })
  key(host, 'Enter')
  assert.equal((page['data'] as { x: string }).x, '7')
})
for (const name of ['touchstart', 'touchmove', 'touchend', 'touchcancel']) {
  entry(`event ${name}`, async () => {
    const { page } = await opened(`<view bind:${name}="go" />`, { data: {}, go(this: { seen: boolean }) { this.seen = true } })
    const event = Object.assign(new Event(name, { bubbles: true }), { changedTouches: [], touches: [{ clientY: 0 }] })
    if (name === 'touchend') Object.assign(event, { changedTouches: [{ identifier: 1, clientX: 0, clientY: 0 }] })
    find('wx-view').dispatchEvent(event)
    assert.equal(page['seen'], true)
  })
}

// ---- tags
entry('tag view', async () => {
  await opened('<view>a<view>b</view></view>')
  assert.equal(find('wx-view').textContent, 'ab')
})
entry('tag text', async () => {
  const { page } = await opened('<text>{{w}}</text>', { data: { w: '热水' } })
  page.setData({ w: '暖气' })
  assert.equal(find('wx-text').textContent, '暖气')
})
entry('tag image', async () => {
  await opened('<image src="/assets/x.png" />')
  assert.equal(attribute(find('wx-image > img'), 'src'), '/assets/x.png')
})
entry('tag button', async () => {
  const { page } = await opened('<button bind:tap="go">去</button>', { data: {}, go(this: { n: number }) { this.n = (this.n ?? 0) + 1 } })
  tapOn(find('wx-button'))
  assert.equal(page['n'], 1)
  assert.equal(attribute(find('wx-button'), 'role'), 'button')
})
entry('tag scroll-view', async () => {
  await opened('<scroll-view scroll-y><view>x</view></scroll-view>')
  assert.equal(find('wx-scroll-view').textContent, 'x')
})
entry('tag input', async () => {
  await opened('<input />')
  assert.ok(find('wx-input > input'))
})
entry('tag textarea', async () => {
  await opened('<textarea />')
  assert.ok(find('wx-textarea > textarea'))
})
entry('tag switch', async () => {
  await opened('<switch />')
  assert.equal(attribute(find('wx-switch'), 'role'), 'switch')
})
entry('tag picker', async () => {
  await opened('<picker range="{{r}}"><view>选</view></picker>', { data: { r: ['一', '二'] } })
  assert.equal(find('wx-picker select').children.length, 2)
  assert.match(find('wx-picker').textContent!, /选/)
})
entry('tag canvas', async () => {
  await opened('<canvas type="2d" />')
  assert.ok(find('wx-canvas > canvas'))
})
entry('tag page-meta', async () => {
  await opened('<page-meta root-font-size="system" />')
  assert.ok(find('wx-page-meta'))
})

// ---- their attributes
const field = (name: string): HTMLInputElement => find(name).firstElementChild as HTMLInputElement
entry('text user-select', async () => {
  await opened('<text user-select>x</text>')
  assert.ok(find('wx-text').classList.contains('selectable'))
})
entry('image src', async () => {
  const { page } = await opened('<image src="{{s}}" />', { data: { s: '/a.png' } })
  page.setData({ s: '' })
  assert.equal(attribute(field('wx-image'), 'src'), null)
})
entry('image mode', async () => {
  await opened('<image mode="aspectFill" />')
  assert.equal(field('wx-image').style.objectFit, 'cover')
})
entry('button disabled', async () => {
  const { page } = await opened('<button disabled bind:tap="go">x</button>', { data: {}, go(this: { n: number }) { this.n = 1 } })
  tapOn(find('wx-button'))
  key(find('wx-button'), 'Enter')
  assert.equal(page['n'], undefined)
})
entry('button loading', async () => {
  await opened('<button loading>x</button>')
  assert.equal(attribute(find('wx-button'), 'aria-busy'), 'true')
})
entry('button open-type', async () => {
  await opened('<button open-type="getPhoneNumber">x</button>')
  await assert.rejects(opened('<button open-type="{{k}}">x</button>', { data: { k: 'contact' } }).then(() => assert.fail('not refused')), /contact|not refused/)
})
for (const axis of ['x', 'y'] as const) {
  entry(`scroll-view scroll-${axis}`, async () => {
    await opened(`<scroll-view scroll-${axis} />`)
    assert.equal(find('wx-scroll-view').style[axis === 'x' ? 'overflowX' : 'overflowY'], 'auto')
  })
}
entry('scroll-view scroll-top', async () => {
  await opened('<scroll-view scroll-top="{{33}}" />')
  assert.equal(find('wx-scroll-view').scrollTop, 33)
})
for (const name of ['input', 'textarea']) {
  entry(`${name} value`, async () => {
    const { page } = await opened(`<${name} value="{{v}}" />`, { data: { v: 'a' } })
    page.setData({ v: 'b' })
    assert.equal(field(`wx-${name}`).value, 'b')
  })
  entry(`${name} placeholder`, async () => {
    await opened(`<${name} placeholder="写点什么" />`)
    assert.equal(field(`wx-${name}`).placeholder, '写点什么')
  })
  entry(`${name} maxlength`, async () => {
    await opened(`<${name} maxlength="{{9}}" />`)
    assert.equal(field(`wx-${name}`).maxLength, 9)
  })
  entry(`${name} disabled`, async () => {
    await opened(`<${name} disabled />`)
    assert.equal(field(`wx-${name}`).disabled, true)
  })
}
entry('input type', async () => {
  await opened('<input type="digit" />')
  assert.equal(field('wx-input').inputMode, 'decimal')
})
entry('input focus', async () => {
  const { page } = await opened('<input focus="{{f}}" />', { data: { f: false } })
  page.setData({ f: true })
  assert.equal(document.activeElement, field('wx-input'))
})
entry('switch checked', async () => {
  await opened('<switch checked />')
  assert.equal(attribute(find('wx-switch'), 'aria-checked'), 'true')
})
entry('switch disabled', async () => {
  await opened('<switch disabled />')
  tapOn(find('wx-switch'))
  assert.notEqual(attribute(find('wx-switch'), 'aria-checked'), 'true')
})
entry('picker mode', async () => {
  await opened('<picker mode="selector" range="{{[1]}}" />')
})
entry('picker range', async () => {
  const { page } = await opened('<picker range="{{r}}" />', { data: { r: ['a'] } })
  page.setData({ r: ['a', 'b', 'c'] })
  assert.equal(find('wx-picker select').children.length, 3)
})
entry('picker value', async () => {
  await opened('<picker range="{{[1,2]}}" value="{{1}}" />')
  assert.equal((find('wx-picker select') as HTMLSelectElement).selectedIndex, 1)
})
entry('canvas type', async () => {
  await opened('<canvas type="2d" />')
})
entry('page-meta root-font-size', async () => {
  change({ text: 200 })
  await opened('<page-meta root-font-size="system" />')
  assert.equal(document.documentElement.style.fontSize, '32px')
  change({ text: 100 })
})
entry('page-meta page-font-size', () => opened('<page-meta page-font-size="system" />'))

// ---- their events
const hearing = (wxml: string) => opened(wxml, { data: { heard: null }, on(this: { setData(d: object): void }, event: { detail: object }) { this.setData({ heard: event.detail }) } })
const heard = (page: Record<string, unknown>) => (page['data'] as { heard: Record<string, unknown> }).heard
for (const name of ['load', 'error']) {
  entry(`image on ${name}`, async () => {
    const { page } = await hearing(`<image src="/a.png" bind:${name}="on" />`)
    field('wx-image').dispatchEvent(new Event(name))
    assert.ok(heard(page))
  })
}
entry('button on agreeprivacyauthorization', async () => {
  const { page } = await hearing('<button open-type="agreePrivacyAuthorization" bind:agreeprivacyauthorization="on">x</button>')
  tapOn(find('wx-button'))
  assert.ok(heard(page))
})
entry('button on getphonenumber', async () => {
  const { page } = await hearing('<button open-type="getPhoneNumber" bind:getphonenumber="on">x</button>')
  tapOn(find('wx-button'))
  answer('不允许')
  await turn()
  assert.match(String(heard(page)['errMsg']), /deny/)
  tapOn(find('wx-button'))
  answer('允许')
  await turn()
  assert.match(String(heard(page)['code']), /^phone\./)
})
entry('scroll-view on scroll', async () => {
  const { page } = await hearing('<scroll-view scroll-y bind:scroll="on" />')
  find('wx-scroll-view').scrollTop = 5
  find('wx-scroll-view').dispatchEvent(new Event('scroll'))
  assert.equal(heard(page)['scrollTop'], 5)
})
for (const name of ['input', 'textarea']) {
  entry(`${name} on input`, async () => {
    const { page } = await hearing(`<${name} bind:input="on" />`)
    field(`wx-${name}`).value = '你好'
    field(`wx-${name}`).dispatchEvent(new Event('input', { bubbles: true }))
    assert.equal(heard(page)['value'], '你好')
  })
  for (const end of ['focus', 'blur']) {
    entry(`${name} on ${end}`, async () => {
      const { page } = await hearing(`<${name} value="x" bind:${end}="on" />`)
      field(`wx-${name}`).dispatchEvent(new Event(end))
      assert.equal(heard(page)['value'], 'x')
    })
  }
}
entry('input on confirm', async () => {
  const { page } = await hearing('<input value="x" bind:confirm="on" />')
  key(field('wx-input'), 'Enter')
  assert.equal(heard(page)['value'], 'x')
})
entry('switch on change', async () => {
  const { page } = await hearing('<switch bind:change="on" />')
  tapOn(find('wx-switch'))
  assert.equal(heard(page)['value'], true)
  key(find('wx-switch'), ' ')
  assert.equal(heard(page)['value'], false)
})
entry('picker on change', async () => {
  const { page } = await hearing('<picker range="{{[1,2]}}" bind:change="on" />')
  const select = find('wx-picker select') as HTMLSelectElement
  select.selectedIndex = 1
  select.dispatchEvent(new Event('change'))
  assert.equal(heard(page)['value'], 1)
})

// ---- open-types
entry('open-type agreePrivacyAuthorization', async () => {
  await opened('<button open-type="agreePrivacyAuthorization">x</button>')
  localStorage.clear()
  wx['onNeedPrivacyAuthorization']!(((resolve: (answer: object) => void) => {
    tapOn(find('wx-button'))
    resolve({ event: 'agree' })
  }) as never)
  change({ position: 'ask' })
  const found = wx['getLocation']!()
  await turn(5)
  answer('允许')
  assert.equal((await found)['latitude'], settings.lat)
})
entry('open-type getPhoneNumber', async () => {
  await opened('<button open-type="getPhoneNumber">x</button>')
  tapOn(find('wx-button'))
  answer('允许')
})

// ---- app.json, page.json
entry('app pages', async () => {
  await opened('<view />')
  await assert.rejects(stack.navigateTo('/pages/none'), /not found/)
})
entry('app subPackages', async () => {
  app.subPackages = [{ root: 'packages/r', pages: ['pages/x'] }]
  const code = `data:text/javascript,${encodeURIComponent('globalThis.loadedOnce = (globalThis.loadedOnce || 0) + 1')}`
  document.getElementById('packages')!.textContent = JSON.stringify({ 'packages-r': code })
  await opened('<view />')
  assert.equal((globalThis as Record<string, unknown>)['loadedOnce'], undefined)
  file('packages/r/pages/x', '<view>sub</view>')
  await stack.navigateTo('/packages/r/pages/x')
  assert.equal(pageRoot().textContent, 'sub')
  await stack.navigateBack()
  await stack.navigateTo('/packages/r/pages/x')
  assert.equal((globalThis as Record<string, unknown>)['loadedOnce'], 1)
})
entry('app window', async () => {
  await opened('<view />')
  assert.equal(document.querySelector('#bar h1')!.textContent, '益骑')
})
entry('app tabBar', async () => {
  await opened('<view />')
  file('pages/b', '<view>b</view>')
  const tabs = [...document.querySelectorAll<HTMLElement>('#tabs button')]
  assert.equal(tabs.length, 2)
  tabs[1]!.click()
  await turn(5)
  assert.equal(pageRoot().textContent, 'b')
})
entry('app darkmode', () => {
  change({ theme: 'dark' })
  paintTheme()
  assert.equal(document.documentElement.dataset['theme'], 'dark')
  change({ theme: 'light' })
})
entry('app themeLocation', () => {
  change({ theme: 'dark' })
  paintTheme()
  assert.equal(document.getElementById('bar')!.style.background, 'rgb(0, 0, 0)')
  change({ theme: 'light' })
  paintTheme()
})
for (const name of ['sitemapLocation', 'lazyCodeLoading', 'style', 'permission']) {
  entry(`app ${name}`, () => assert.ok(surface.app.includes(name))) // says something to WeChat's servers only
}
entry('app requiredPrivateInfos', async () => {
  const { requiredPrivateInfos } = app
  app.requiredPrivateInfos = []
  await assert.rejects(wx['getLocation']!(), /requiredPrivateInfos/)
  app.requiredPrivateInfos = requiredPrivateInfos!
})
entry('app __usePrivacyCheck__', async () => {
  localStorage.clear()
  wx['onNeedPrivacyAuthorization']!(((resolve: (answer: object) => void) => resolve({ event: 'disagree' })) as never)
  await assert.rejects(wx['getLocation']!(), (error: { errno: number }) => error.errno === 104)
  change({ privacy: 'unfiled' })
  await assert.rejects(wx['getLocation']!(), (error: { errno: number }) => error.errno === 112)
  change({ privacy: 'ask' })
})
entry('window navigationBarTitleText', async () => {
  await opened('<view />', {}, { navigationBarTitleText: '自己的' })
  assert.equal(document.querySelector('#bar h1')!.textContent, '自己的')
})
entry('window navigationBarBackgroundColor', () => {
  paintTheme()
  assert.equal(document.getElementById('bar')!.style.background, 'rgb(255, 255, 255)')
})
entry('window navigationBarTextStyle', () => {
  paintTheme()
  assert.equal(document.getElementById('bar')!.style.color, 'rgb(0, 0, 0)')
})
entry('window backgroundColor', () => assert.equal(document.getElementById('pages')!.style.background, 'rgb(18, 52, 86)'))
entry('window backgroundTextStyle', () => assert.ok(surface.window.includes('backgroundTextStyle')))
entry('window enablePullDownRefresh', async () => {
  const { page } = await opened('<view />', { onPullDownRefresh(this: { n: number }) { this.n = 1 } }, { enablePullDownRefresh: false })
  stack.pull()
  assert.equal(page['n'], undefined)
})
entry('page component', async () => {
  file('parts/own', '<view>{{word}}</view>', { properties: { word: String } }, { component: true })
  await opened('<p-own word="自己" />', {}, { usingComponents: { 'p-own': '/parts/own' } })
  assert.equal(find('p-own').textContent, '自己')
})
entry('page usingComponents', async () => {
  await assert.rejects(opened('<p-nobody-knows />'), /not in surface.json/)
})
entry('page styleIsolation', async () => {
  file('parts/shared', '<view class="shared" />', {}, { component: true, styleIsolation: 'apply-shared' })
  await opened('<p-shared />', {}, { usingComponents: { 'p-shared': '/parts/shared' } })
  assert.match(find('p-shared wx-view').className, /(^|\s)shared(\s|$)/)
})
entry('page addGlobalClass', async () => {
  file('parts/lone', '<view class="shared" />', {}, { component: true })
  file('parts/open', '<view class="shared" />', {}, { component: true, addGlobalClass: true })
  await opened('<p-lone /><p-open />', {}, { usingComponents: { 'p-lone': '/parts/lone', 'p-open': '/parts/open' } })
  assert.doesNotMatch(find('p-lone wx-view').className, /(^|\s)shared(\s|$)/)
  assert.match(find('p-open wx-view').className, /(^|\s)shared(\s|$)/)
})

// ---- lifetimes
const LOG: string[] = []
const logging = (name: string) => Object.fromEntries(surface.lifetimes.map((life) => [life, () => void LOG.push(`${name} ${life}`)]))
const lived = async (): Promise<void> => {
  file('pages/b', '<view />', logging('b'))
  file('pages/c', '<view />', logging('c'))
  await opened('<view />')
  LOG.length = 0
  await opened('<view />', logging('a'), { enablePullDownRefresh: true })
  await turn(5)
}
entry('lifetime onLoad', async () => {
  await lived()
  const seen: object[] = []
  file('pages/d', '<view />', { onLoad: (options: object) => void seen.push(options) })
  await stack.navigateTo('/pages/d?code=YQ0001&x=')
  assert.deepEqual(seen, [{ code: 'YQ0001', x: '' }])
})
entry('lifetime onShow', async () => {
  await lived()
  assert.deepEqual(LOG.slice(0, 2), ['a onLoad', 'a onShow'])
})
entry('lifetime onReady', async () => {
  await lived()
  assert.deepEqual(LOG, ['a onLoad', 'a onShow', 'a onReady'])
})
entry('lifetime onHide', async () => {
  await lived()
  await stack.navigateTo('/pages/c')
  assert.deepEqual(LOG.slice(3, 6), ['c onLoad', 'a onHide', 'c onShow'])
})
entry('lifetime onUnload', async () => {
  await lived()
  await stack.navigateTo('/pages/c')
  await stack.navigateBack()
  assert.deepEqual(LOG.slice(-2), ['c onUnload', 'a onShow'])
})
entry('lifetime onPullDownRefresh', async () => {
  await lived()
  const touch = (type: string, y: number) => pageRoot().dispatchEvent(Object.assign(new Event(type), { touches: [{ clientY: y }], changedTouches: [{ identifier: 1, clientX: 0, clientY: y }] }))
  touch('touchstart', 10)
  touch('touchend', 200)
  assert.equal(LOG.at(-1), 'a onPullDownRefresh')
})
entry('lifetime onPageScroll', async () => {
  await lived()
  pageRoot().dispatchEvent(new Event('scroll'))
  assert.ok(LOG.includes('a onPageScroll'))
})
entry('lifetime onReachBottom', async () => {
  await lived()
  pageRoot().dispatchEvent(new Event('scroll'))
  assert.ok(LOG.includes('a onReachBottom'))
})
entry('lifetime onTabItemTap', async () => {
  await lived()
  document.querySelectorAll<HTMLElement>('#tabs button')[0]!.click()
  assert.ok(LOG.includes('a onTabItemTap'))
})

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
entry('wx request', async () => {
  served(async () => new Response('{"a":1}', { status: 409 }))
  assert.deepEqual((await asked({})).statusCode, 409)
  assert.deepEqual((await asked({})).data, { a: 1 })
  assert.deepEqual((await asked({ dataType: 'text' })).data, '{"a":1}')
  assert.match((await asked({ method: 'PATCH' })).errMsg!, /PATCH/)
  assert.match((await asked({ url: 'https://other.example/' })).errMsg!, /domain list/)
  served((...[, options]: unknown[]) => new Promise((_, fail) => (options as { signal: AbortSignal }).signal.addEventListener('abort', () => fail(new Error('x')))) as never)
  assert.match((await asked({ timeout: 5 })).errMsg!, /timeout/)
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
  answer('二')
  assert.equal((await shown)['tapIndex'], 1)
})
entry('wx makePhoneCall', async () => {
  const called = wx['makePhoneCall']!({ phoneNumber: '12345' })
  await turn()
  answer('呼叫')
  await called
})
entry('wx setClipboardData', () => wx['setClipboardData']!({ data: 'x' }))
entry('wx vibrateShort', () => wx['vibrateShort']!())

const scanned = async (choice: string, answers: (url: string) => Response): Promise<Record<string, unknown>> => {
  served((async (url: string) => (url.endsWith('/sessions') ? Response.json({ token: 't' }) : answers(url))) as never)
  const found = wx['scanCode']!()
  await turn()
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
const subscribing = async (tmplIds: string[], later = false) => {
  let ended: Promise<Record<string, unknown>> = Promise.resolve({})
  await opened('<view bind:tap="go" />', {
    data: {},
    go() {
      const ask = (): unknown => (ended = wx['requestSubscribeMessage']!({ tmplIds }).catch((error: Record<string, unknown>) => error))
      if (later) ended = Promise.resolve().then(ask) as never
      else ask()
    },
  })
  tapOn(find('wx-view'))
  return ended
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

// ---- what holds for all
test('an unknown wx call throws its name', () => {
  assert.throws(() => wx['createVKSession']!(), /wx.createVKSession/)
})
test('an unknown tag, event and attribute throw', async () => {
  await assert.rejects(opened('<swiper />'), /swiper/)
  await assert.rejects(opened('<view bind:transitionend="x" />'), /transitionend/)
})
test('a setData of more than 1 MB throws', async () => {
  const { page } = await opened('<view />')
  assert.throws(() => page.setData({ x: 'x'.repeat(1024 * 1024 + 1) }), /1 MB/)
})
test('two pages and a component with one class keep three styles apart', async () => {
  file('parts/third', '<view class="same" />', {}, { component: true })
  file('pages/c', '<view class="same" />')
  await opened('<view class="same" /><p-third />', {}, { usingComponents: { 'p-third': '/parts/third' } })
  const first = [...pageRoot().querySelectorAll('wx-view')].map(({ className }) => className)
  await stack.navigateTo('/pages/c')
  const all = [...first, find('wx-view').className].map((name) => name.split(' ').find((one) => one.includes('--')))
  assert.equal(new Set(all).size, 3)
})
test('entries of surface.json = host tests', () => {
  const { attributes, events, tags, app: keys, window: bar, page, lifetimes, wx: calls } = surface
  const named = (kind: string, list: readonly string[]): string[] => list.map((one) => `${kind} ${one}`)
  const listed = [
    ...named('attribute', attributes),
    ...named('event', events),
    ...named('tag', Object.keys(tags)),
    ...Object.entries(tags).flatMap(([tag, own]) => [...named(tag, own.attributes), ...named(`${tag} on`, own.events)]),
    ...named('open-type', surface['open-types']),
    ...named('app', keys),
    ...named('window', bar),
    ...named('page', page),
    ...named('lifetime', lifetimes),
    ...named('wx', calls),
    ...named('query', surface.query),
  ]
  console.log(`surface.json: ${listed.length} entries, ${names.size} host tests`)
  assert.deepEqual(listed.filter((one) => !names.has(one)), [])
  assert.deepEqual([...names].filter((one) => !listed.includes(one)), [])
})
