/** The switches beside the phone: who is holding it, where, with which network. Not part of the mini-program. */
import { background } from '../shim/life'
import { make } from './frame'
import { change, onChange, POINTS, type Settings, settings } from './settings'

const PEOPLE = { rider: '骑手', staff: '社区工作人员', manager: '站长', admin: '州管理员' }

export function buildPanel(): void {
  const panel = document.getElementById('panel')!
  panel.append(
    make('h2', {}, '预览：谁在用'),
    choices(Object.entries(PEOPLE).map(([person, name]) => [`${name} ${person}`, { person }]), startAnew),
    newPerson(),
    make('h2', {}, '在哪里'),
    choices(POINTS.map(([name, lat, lng]) => [name, { lat, lng }])),
    choices([['问了就给位置', { position: 'ask' }], ['拒绝位置', { position: 'refused' }], ['迟迟定不到位', { position: 'slow' }]]),
    make('h2', {}, '网络'),
    choices([['正常', { network: 'good' }], ['慢，还会丢', { network: 'slow' }], ['断开', { network: 'cut' }]]),
    pressed('切到后台 8 秒', () => background(8000)),
    make('h2', {}, '字号与深浅'),
    choices([100, 130, 160, 200].map((text) => [`${text}%`, { text }])),
    choices([['跟随系统', { theme: 'system' }], ['浅色', { theme: 'light' }], ['深色', { theme: 'dark' }]]),
    make('h2', {}, '隐私指引'),
    choices([['已备案，会询问', { privacy: 'ask' }], ['未备案', { privacy: 'unfiled' }]]),
    make('h2', {}, '订阅消息'),
    choices([['询问', { subscribe: 'ask' }], ['被封禁', { subscribe: 'ban' }], ['总开关关了', { subscribe: 'off' }]]),
    pressed('清空这个人的手机', clear),
    make('a', { href: '/welcome' }, '服务、接口文档、示例用户'),
  )
}

/** Another person holds another phone. */
const startAnew = (): void => location.assign('/')

/** Buttons of which one is pressed: whose settings are those of now. */
function choices(options: [string, Partial<Settings>][], chosen = (): void => undefined): HTMLElement {
  const buttons = options.map(([text, some]) => {
    const button = pressed(text, () => {
      change(some)
      chosen()
    })
    const mark = (): void => {
      const all = Object.entries(some).every(([key, value]) => settings[key as keyof Settings] === value)
      button.setAttribute('aria-pressed', String(all))
    }
    mark()
    onChange(mark)
    return button
  })
  return make('div', { class: 'choices', role: 'group' }, ...buttons)
}

function newPerson(): HTMLElement {
  const name = make('input', { 'aria-label': '新的名字', placeholder: '或者起个新名字，字母数字' }) as HTMLInputElement
  const form = make('form', {}, name, make('button', {}, '换成这个人'))
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (/^[a-z0-9_-]{1,30}$/i.test(name.value)) {
      change({ person: name.value })
      startAnew()
    }
  })
  return form
}

function pressed(text: string, act: () => void): HTMLElement {
  const button = make('button', { type: 'button' }, text)
  button.addEventListener('click', act)
  return button
}

function clear(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(`phone:${settings.person}:`)) localStorage.removeItem(key)
  indexedDB.deleteDatabase(`phone:${settings.person}`)
  startAnew()
}
