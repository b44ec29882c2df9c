/** Each check catches the fault planted for it. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
// @ts-ignore plain JavaScript
import { closure, startsOf } from '../../scripts/devtools.mjs'
// @ts-ignore
import { handlerFaults } from '../../scripts/handlers.mjs'
// @ts-ignore
import { faults as hostFaults } from '../../scripts/host-size.mjs'
// @ts-ignore
import { disagreement, switched } from '../../scripts/location.mjs'
// @ts-ignore
import { demoNames, withoutDev } from '../../scripts/release.mjs'
// @ts-ignore
import * as sizes from '../../scripts/size-budget.mjs'
// @ts-ignore
import * as styles from '../../scripts/styles.mjs'
// @ts-ignore
import * as surface from '../../scripts/surface.mjs'
// @ts-ignore
import { sameAsCommitted } from '../../scripts/types.mjs'
// @ts-ignore
import { refused } from '../../scripts/wcc.mjs'
// @ts-ignore
import { css } from '../../web/styles.mjs'
// @ts-ignore
import { tagsOf } from '../../scripts/wxml.mjs'

const META = '<page-meta root-font-size="system" page-font-size="system" />'

test('surface: an unlisted tag, attribute, event, open-type, key and wx call', () => {
  const says = (wxml: string) => surface.markupFaults('p', wxml, ['own-tag']).join()
  assert.match(says('<swiper />'), /<swiper>/)
  assert.match(says('<view hover-class="x" />'), /hover-class/)
  assert.match(says('<view bind:transitionend="x" />'), /transitionend/)
  assert.match(says('<button open-type="chooseAvatar" />'), /chooseAvatar/)
  assert.equal(says('<own-tag any="1" bind:any="x" /><view wx:if="{{a}}" data-x="1" bindtap="y" />'), '')
  assert.match(surface.keyFaults('app.json', { workers: 1 }, surface.SURFACE.app).join(), /workers/)
  assert.match(surface.codeFaults('a.ts', 'wx.request({})\nwx.createVKSession()').join(), /wx.createVKSession/)
  assert.equal(surface.codeFaults('a.ts', '// wx.createVKSession\n/* wx.other */').length, 0)
})

test('surface: wx handed on as an object, and what is taken of it', () => {
  const taker = 'interface Lit {\n  setKeepScreenOn(asked: object): void\n  /** a word */\n  createVKSession(): void\n}\nexport function createLit(screen: Lit): void {}'
  const says = (code: string) => surface.handedFaults('a.ts', code, { 'lit.ts': taker }).join()
  assert.equal(says('const lit = createLit(wx)'), 'a.ts: wx.createVKSession in createLit')
  assert.equal(says('createLit(wx as unknown as Lit)'), 'a.ts: wx.createVKSession in createLit')
  for (const hidden of ['const w = wx', 'other(wx)', '({ ...wx })', 'wx[name]()', 'Object.keys(wx)']) assert.match(says(hidden), /handed on/, hidden)
  assert.equal(says("wx.request({}) // wx\n'wx://form-field'"), '')
})

test('surface: TDesign is looked into as far as pages reach it', () => {
  const found: string[] = surface.borrowedFaults(closure(['switch/switch']))
  assert.deepEqual(found.map((fault) => fault.replace('tdesign-miniprogram/', '')), [
    'common/utils.js: wx.nextTick', 'common/wechat.js: wx.getSystemInfoSync', 'icon/icon.wxml:1: <label>',
  ])
  assert.deepEqual(surface.borrowedFaults([]), [])
})

test('styles: px and rpx type, left and right, colours, ids, addresses, words, page-meta', () => {
  const says = (text: string) => styles.sheetFaults('a.wxss', text).join()
  for (const bad of ['font-size: 14px', 'font-size: 28rpx', 'line-height: 1.5', 'font: 1rem x', 'margin-left: 1px', 'left: 0', 'text-align: right', 'border-right: 0', 'color: #fff', 'background: rgba(0,0,0,.1)', 'height: 10px']) {
    assert.notEqual(says(`.a { ${bad} }`), '', bad)
  }
  assert.notEqual(says('#a { color: inherit }'), '')
  assert.equal(says('.a { font-size: 1rem; margin-inline-start: 4px; height: 4rem; min-height: 60px; color: var(--ink) }'), '')
  assert.match(styles.addressFaults('a.ts', "x = 'https://cdn.other.com/a'").join(), /other/)
  assert.equal(styles.addressFaults('a.ts', "'http://127.0.0.1:8000' 'https://yiqi.example'").length, 0)
  assert.match(styles.markupFaults('p', `${META}<view>你好</view>`, true).join(), /texts/)
  assert.match(styles.markupFaults('p', '<view />', true).join(), /page-meta/)
  assert.match(styles.markupFaults('p', `${META}<view class="a" class="b" />`, true).join(), /twice/)
})

test('handlers: a bind without its method', () => {
  const code = 'Page({ data: {}, go() {}, async back() {} })'
  assert.equal(handlerFaults('p', '<view bind:tap="go" bindtap="back" />', code).length, 0)
  assert.match(handlerFaults('p', '<view catch:tap="gone" />', code).join(), /gone/)
  assert.equal(handlerFaults('p', '<view bind:tap="yes" />', 'Component({ methods: { yes() {} } })').length, 0)
})

test('location: the constant and app.json apart', () => {
  const code = "export const PRECISION: 'precise' | 'fuzzy' = 'precise'"
  const app = '{ "requiredPrivateInfos": ["getLocation", "chooseLocation"], "permission": { "scope.userLocation": { "desc": "算距离" } } }'
  assert.equal(disagreement(code, app).length, 0)
  assert.equal(disagreement(code, app.replace('getLocation', 'getFuzzyLocation')).length, 1)
  assert.equal(disagreement(code, app.replace('chooseLocation', 'getFuzzyLocation')).length, 1)
  const [fuzzy, declared] = switched(code, app, 'fuzzy') as [string, string]
  assert.equal(disagreement(fuzzy, declared).length, 0)
  const { permission, requiredPrivateInfos } = JSON.parse(declared)
  assert.deepEqual([requiredPrivateInfos[0], permission['scope.userFuzzyLocation']], ['getFuzzyLocation', { desc: '算距离' }], 'the purpose under the scope that is asked for')
  assert.equal(disagreement(fuzzy, declared.replace('userFuzzyLocation', 'userOther')).length, 1)
  assert.deepEqual(switched(fuzzy, declared, 'precise'), [code, app])
})

test('wcc and wcsc refuse what DevTools refuses', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wcc-'))
  const says = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return refused(name.endsWith('wxml') ? 'wcc' : 'wcsc', [name], folder)
  }
  assert.equal(says('a.wxml', '<view>{{a.b}}</view>'), null)
  assert.notEqual(says('b.wxml', '<view>{{a?.b}}</view>'), null)
  assert.notEqual(says('c.wxml', '<view><text></view>'), null)
  assert.notEqual(says('d.wxml', '<view>{{`a`}}</view>'), null)
  assert.equal(says('a.wxss', '.a { min-height: max(96rpx, 48px); padding-inline: 1rem }'), null)
  assert.notEqual(says('b.wxss', '.a { color: }}'), null)
})

test('sizes: the budgets are what the law says, scripts count minified, icons are measured', () => {
  assert.deepEqual(sizes.BUDGETS, { main: 1572864, sub: 524288, first: 61440, startup: 358400, icon: 40960 })
  const file = join(mkdtempSync(join(tmpdir(), 'size-')), 'a.ts')
  writeFileSync(file, 'const aLongName: number = 1\n// a comment\nexport { aLongName }\n')
  assert.equal(sizes.bytes(file) < 40, true)
  for (const { width, height } of sizes.tabIcons()) assert.deepEqual([width, height], [81, 81])
})

test('sizes: a byte more than each budget is told', () => {
  const icons = [{ path: 'icon.png', width: 81, height: 81, size: 40960 }]
  const full = { packages: { main: 1572864, sub: 524288 }, first: 61440, script: 358400, icons }
  assert.deepEqual(sizes.overweight(full), [])
  const { main, sub } = full.packages
  for (const [fault, told] of [
    [{ packages: { main: main + 1, sub } }, 'package main: 1572865 bytes'],
    [{ packages: { main, sub: sub + 1 } }, 'package sub: 524289 bytes'],
    [{ first: full.first + 1 }, 'first screen: 61441 bytes'],
    [{ script: full.script + 1 }, 'preview start-up script: 358401 bytes'],
    [{ icons: [{ ...icons[0], height: 80 }] }, 'icon.png: tab icons'],
    [{ icons: [{ ...icons[0], size: 40961 }] }, 'icon.png: tab icons'],
  ] as const) {
    const found: string[] = sizes.overweight({ ...full, ...fault })
    assert.deepEqual([found.length, found[0]?.startsWith(told)], [1, true], told)
  }
})

test('sizes: the first screen counts what its sheets import', () => {
  const counted: string[] = sizes.firstFiles()
  for (const path of ['app.ts', 'app.wxss', 'tokens.wxss', 'acts.wxss', 'sheet.wxss', 'pages/nearest/nearest.wxml', 'core/request.ts', 'assets/icons/me-on.png']) {
    assert.equal(counted.includes(path), true, path)
  }
  assert.equal(counted.some((path) => path.startsWith('packages/') || path.startsWith('pages/station')), false)
})

test('host: a line too many', () => {
  assert.deepEqual([hostFaults(2000).length, hostFaults(2001).length], [0, 1])
})

test('types: a document that says something else than the committed ones', async () => {
  const document = JSON.parse(readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8'))
  document.components.schemas.StationCard.properties.name.type = 'integer'
  const file = join(mkdtempSync(join(tmpdir(), 'types-')), 'openapi.json')
  writeFileSync(file, JSON.stringify(document))
  assert.equal(await sameAsCommitted(pathToFileURL(file)), false)
})

test('devtools: the closure of one TDesign component is whole and far from all of it', () => {
  const starts = startsOf([{ usingComponents: { 't-switch': 'tdesign-miniprogram/switch/switch', own: '/components/x/x' } }])
  assert.deepEqual(starts, ['switch/switch'])
  const files: string[] = closure(starts)
  for (const one of ['switch/switch.js', 'switch/switch.wxml', 'common/utils.wxs', 'common/style/index.wxss', 'loading/loading.js', 'miniprogram_npm/tslib/index.js']) {
    assert.equal(files.includes(one), true, one)
  }
  assert.equal(files.some((one) => /chat-|marked|tinycolor/.test(one)), false)
  assert.deepEqual(closure([]), [])
})

test('release: the development package is not named, and no demo person', () => {
  const app = { pages: ['a'], subPackages: [{ root: 'packages/dev', pages: ['x'] }] }
  assert.deepEqual(withoutDev(app), { pages: ['a'] })
  assert.deepEqual(withoutDev({ ...app, subPackages: [...app.subPackages, { root: 'packages/r', pages: [] }] }).subPackages, [{ root: 'packages/r', pages: [] }])
  const found = demoNames({ 'a.ts': "login('manager.1')", 'b.ts': "by === 'riders'", 'c.ts': "source === 'staff'", 'd.ts': "as = 'staff'" })
  assert.deepEqual(found.map((one: string) => one.slice(0, 4)), ['a.ts', 'd.ts'])
})

test('WXML is read with comments, single quotes and several lines', () => {
  const tags = tagsOf(`<!-- <gone /> -->\n<view\n  class='a "b"'\n  hidden>\n<text/></view>`)
  assert.deepEqual(tags.map(({ tag, line }: { tag: string; line: number }) => [tag, line]), [['view', 2], ['text', 5]])
  assert.deepEqual(tags[0].attributes, [{ name: 'class', value: 'a "b"' }, { name: 'hidden', value: '' }])
})

test('styles are scoped: classes, :host, tags, dark mode, rpx', () => {
  const made: string = css('components/hours-row/hours-row.wxss', 'sX', ['view'])
  assert.match(made, /\.sX--row\s*\{/)
  assert.doesNotMatch(made, /(^|[\s,])\.row\b/)
  const app: string = css('app.wxss', null, ['view'])
  assert.match(app, /html\[data-theme='dark'\] wx-page/)
  assert.match(app, /calc\(96 \* var\(--rpx\)\)/)
})
