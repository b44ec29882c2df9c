/** app.json, page.json and the lifetimes of pages. */
import './browser'
import assert from 'node:assert/strict'
import { paintTheme } from '../../web/host/frame'
import { change } from '../../web/host/settings'
import surface from '../../web/surface.json'
import { covers, entry } from './entries'
import { app, file, find, lived, LOG, opened, pageRoot, stack, turn, wx } from './world'

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
entry('app themeLocation', async () => {
  await opened('<view />')
  const colours = (): string[] => {
    stack.repaint()
    const [bar, ground, tabs] = ['bar', 'pages', 'tabs'].map((id) => document.getElementById(id)!.style)
    return [bar!.background, bar!.color, ground!.background, tabs!.background, document.querySelector<HTMLElement>('#tabs button')!.style.color]
  }
  const light = ['rgb(255, 255, 255)', 'rgb(0, 0, 0)', 'rgb(18, 52, 86)', 'rgb(238, 238, 238)', 'rgb(10, 95, 81)']
  assert.deepEqual(colours(), light)
  change({ theme: 'dark' })
  assert.deepEqual(colours(), ['rgb(0, 0, 0)', 'rgb(255, 255, 255)', 'rgb(1, 2, 3)', 'rgb(17, 17, 17)', 'rgb(99, 212, 189)'])
  change({ theme: 'light' })
  assert.deepEqual(colours(), light)
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
entry('window navigationBarBackgroundColor', async () => {
  await opened('<view />', {}, { navigationBarBackgroundColor: '#0b6b3a' })
  assert.equal(document.getElementById('bar')!.style.background, 'rgb(11, 107, 58)')
  await opened('<view />')
  assert.equal(document.getElementById('bar')!.style.background, 'rgb(255, 255, 255)')
})
entry('window navigationBarTextStyle', () => {
  paintTheme()
  assert.equal(document.getElementById('bar')!.style.color, 'rgb(0, 0, 0)')
})
entry('window backgroundColor', async () => {
  await opened('<view />')
  assert.equal(document.getElementById('pages')!.style.background, 'rgb(18, 52, 86)')
})
entry('window backgroundTextStyle', async () => {
  await opened('<view />', {}, { backgroundTextStyle: 'light' })
  assert.equal(document.getElementById('pages')!.style.color, 'rgb(255, 255, 255)')
  await opened('<view />')
  assert.equal(document.getElementById('pages')!.style.color, 'rgb(0, 0, 0)')
})
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

covers('app', 'window', 'page', 'lifetime')
