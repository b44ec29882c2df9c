/** What single tags have: their attributes, events and open-types. */
import './browser'
import assert from 'node:assert/strict'
import { change, settings } from '../../web/host/settings'
import { covers, entry } from './entries'
import { answer, find, key, opened, tapOn, turn, wx } from './world'

const attribute = (host: HTMLElement, name: string) => host.getAttribute(name)

// ---- attributes
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
const spot = (id: number, latitude: number, longitude: number) => ({ id, latitude, longitude, title: `pin ${id}`, iconPath: '/a.png', width: 32, height: 32 })
const mapped = async (data: object): Promise<HTMLElement[]> => {
  await opened('<map latitude="{{lat}}" longitude="{{lng}}" markers="{{m}}" include-points="{{p}}" />', { data: { lat: 44, lng: 82, ...data } })
  await turn(5)
  return [...find('wx-map').querySelectorAll('img')]
}
const from = (pin: HTMLElement, side: 'insetInlineStart' | 'insetBlockStart') => parseFloat(pin.style[side])
entry('map markers', async () => {
  const all = Array.from({ length: 60 }, (_, n) => spot(n + 1, 44 + n / 1000, 82))
  const pins = await mapped({ m: all, p: [] })
  assert.equal(pins.length, 51, 'fifty and the one that stands for the phone')
  assert.deepEqual([attribute(pins[0]!, 'alt'), attribute(pins[0]!, 'src'), attribute(pins[0]!, 'width')], ['pin 1', '/a.png', '32'])
})
entry('map latitude', async () => {
  const [south, north] = await mapped({ m: [spot(1, 44, 82), spot(2, 44.01, 82)], p: [] })
  assert.ok(from(north!, 'insetBlockStart') < from(south!, 'insetBlockStart'))
})
entry('map longitude', async () => {
  const [west, east] = await mapped({ m: [spot(1, 44, 82), spot(2, 44, 82.01)], p: [] })
  assert.ok(from(west!, 'insetInlineStart') < from(east!, 'insetInlineStart'))
})
entry('map include-points', async () => {
  const m = [spot(1, 44, 82), spot(2, 44.01, 82)]
  const apart = async (p: object[]) => {
    const [south, north] = await mapped({ m, p })
    return from(south!, 'insetBlockStart') - from(north!, 'insetBlockStart')
  }
  assert.ok((await apart([spot(0, 43, 82), spot(0, 45, 82)])) < (await apart([])))
})
entry('page-meta root-font-size', async () => {
  change({ text: 200 })
  await opened('<page-meta root-font-size="system" />')
  assert.equal(document.documentElement.style.fontSize, '32px')
  change({ text: 100 })
})
entry('page-meta page-font-size', () => opened('<page-meta page-font-size="system" />'))

// ---- events
entry('map on markertap', async () => {
  const { page } = await opened('<map markers="{{m}}" bind:markertap="on" />', {
    data: { m: [spot(7, 44, 82)], heard: null },
    on(this: { setData(d: object): void }, event: { detail: object }) { this.setData({ heard: event.detail }) },
  })
  await turn(5)
  find('wx-map img').click()
  assert.deepEqual(heard(page), { markerId: 7 })
})
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

covers('attribute of a tag', 'event of a tag', 'open-type')
