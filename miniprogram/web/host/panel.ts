/** The switches beside the phone: who is holding it, where, with which network. Not part of the mini-program. */
import { background } from '../shim/life'
import { make } from './frame'
import { change, onChange, POINTS, type Settings, settings } from './settings'

const PEOPLE: [string, string][] = [
  ['rider', '骑手'],
  ['staff', '社区工作人员'],
  ['manager', '站长'],
  ['admin', '州管理员'],
]
export function buildPanel(): void {
  const panel = document.getElementById('panel')!
  panel.append(
    make('h2', {}, '预览：谁在用'),
    choices('person', PEOPLE.map(([person, name]) => [person, `${name} ${person}`])),
    newPerson(),
    make('h2', {}, '在哪里'),
    points(),
    choices('position', [['ask', '问了就给位置'], ['refused', '拒绝位置'], ['slow', '迟迟定不到位']]),
    make('h2', {}, '网络'),
    choices('network', [['good', '正常'], ['slow', '慢，还会丢'], ['cut', '断开']]),
    pressed('切到后台 8 秒', () => background(8000)),
    make('h2', {}, '字号与深浅'),
    choices('text', [100, 130, 160, 200].map((size) => [size, `${size}%`])),
    choices('theme', [['system', '跟随系统'], ['light', '浅色'], ['dark', '深色']]),
    make('h2', {}, '隐私指引'),
    choices('privacy', [['ask', '已备案，会询问'], ['unfiled', '未备案']]),
    make('h2', {}, '订阅消息'),
    choices('subscribe', [['ask', '询问'], ['ban', '被封禁'], ['off', '总开关关了']]),
    pressed('清空这个人的手机', clear),
    make('a', { href: '/welcome' }, '服务、接口文档、示例用户'),
  )
}

function choices<K extends keyof Settings>(key: K, options: [Settings[K], string][]): HTMLElement {
  const group = make('div', { class: 'choices', role: 'group' })
  const buttons = options.map(([value, text]) => {
    const button = pressed(text, () => {
      change({ [key]: value } as Partial<Settings>)
      if (key === 'person') location.assign('/')
    })
    const mark = (): void => button.setAttribute('aria-pressed', String(settings[key] === value))
    mark()
    onChange(mark)
    return button
  })
  group.append(...buttons)
  return group
}

function points(): HTMLElement {
  const group = make('div', { class: 'choices', role: 'group' })
  for (const [name, lat, lng] of POINTS) {
    const button = pressed(name, () => change({ lat, lng }))
    const mark = (): void => button.setAttribute('aria-pressed', String(settings.lat === lat && settings.lng === lng))
    mark()
    onChange(mark)
    group.append(button)
  }
  return group
}

function newPerson(): HTMLElement {
  const name = make('input', { 'aria-label': '新的名字', placeholder: '或者起个新名字，字母数字' }) as HTMLInputElement
  const form = make('form', {}, name, make('button', {}, '换成这个人'))
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (/^[a-z0-9_-]{1,30}$/i.test(name.value)) {
      change({ person: name.value })
      location.assign('/')
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
  location.assign('/')
}
