/** Tags of `surface.json` and what all tags have. */
import './browser'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { covers, entry } from './entries'
import { file, find, key, opened, pageRoot, stack, tapOn, turn, wx } from './world'

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
entry('tag map', async () => {
  await opened('<map markers="{{m}}" />', { data: { m: [{ id: 1, title: '甲', latitude: 44, longitude: 82, iconPath: '/a.png', width: 32, height: 32 }] } })
  await turn(5)
  assert.match(find('wx-map').textContent!, /(米|公里)北 ↑示意，非地图/)
  assert.equal(attribute(find('wx-map'), 'role'), 'img')
})
entry('tag page-meta', async () => {
  await opened('<page-meta root-font-size="system" />')
  assert.ok(find('wx-page-meta'))
})

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

covers('attribute', 'event', 'tag')
