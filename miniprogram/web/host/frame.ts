/** What WeChat draws around a page: navigation bar, tab bar, and its own dialogs. */
import { app, type PageConfig, theme } from './registry'
import { themeNow } from './settings'

const byId = (id: string): HTMLElement => document.getElementById(id)!

export function make(tag: string, attributes: Record<string, string> = {}, ...children: (Node | string)[]): HTMLElement {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children)
  return element
}

/** `@name` of theme.json by the theme of now. */
export function colour(value: string | undefined): string {
  return value?.startsWith('@') ? (theme[themeNow()][value.slice(1)] ?? '') : (value ?? '')
}

/** The bars and the ground as app.json says, or the page itself. */
export function paintTheme(page: PageConfig = {}): void {
  const window = { ...app.window, ...page } as Record<string, string>
  document.documentElement.dataset['theme'] = themeNow()
  const bar = byId('bar')
  bar.style.background = colour(window['navigationBarBackgroundColor'])
  bar.style.color = colour(window['navigationBarTextStyle']) === 'white' ? '#fff' : '#000'
  byId('pages').style.background = colour(window['backgroundColor'])
  byId('pages').style.color = colour(window['backgroundTextStyle']) === 'light' ? '#fff' : '#000' // of the pull's dots
}

/** `back` when a page lies under this one, `home` when none does and it is no tab. */
export function paintBar(title: string, back: (() => void) | null, home: (() => void) | null): void {
  const heading = make('h1', {}, title)
  const children: Node[] = [heading]
  const leave = back ?? home
  if (leave) {
    const arrow = make('button', { type: 'button', 'aria-label': back ? '返回' : '首页', class: 'back' }, back ? '‹' : '⌂')
    arrow.addEventListener('click', leave)
    children.unshift(arrow)
  }
  byId('bar').replaceChildren(...children)
  document.title = `${title} · 益骑`
}

export function paintTabs(current: string, shown: boolean, go: (path: string) => void): void {
  const tabs = byId('tabs')
  tabs.hidden = !shown
  tabs.style.background = colour(app.tabBar['backgroundColor'])
  tabs.style.borderColor = colour(app.tabBar['borderStyle']) === 'white' ? '#3a423d' : '#d5d8d2'
  const buttons = app.tabBar.list.map(({ pagePath, text, iconPath, selectedIconPath }) => {
    const chosen = pagePath === current
    const icon = make('img', { src: `/${colour(chosen ? selectedIconPath : iconPath)}`, alt: '' })
    const button = make('button', { type: 'button', class: 'tab', ...(chosen ? { 'aria-current': 'page' } : {}) }, icon, make('span', {}, text))
    button.style.color = colour(chosen ? app.tabBar['selectedColor'] : app.tabBar['color'])
    button.addEventListener('click', () => go(pagePath))
    return button
  })
  tabs.replaceChildren(...buttons)
}

let toastTimer = 0

export function toast(title: string, icon: string, ms: number): void {
  clearTimeout(toastTimer)
  const mark = icon === 'success' ? '✓ ' : icon === 'error' ? '✕ ' : ''
  byId('over').querySelector('.toast')?.remove()
  byId('over').append(make('div', { class: 'toast', role: 'status' }, mark + title))
  if (ms > 0) toastTimer = window.setTimeout(hideToast, ms)
}

export function hideToast(): void {
  byId('over').querySelector('.toast')?.remove()
}

/** WeChat's dialog; resolves with whether it was confirmed. `no` empty: no second button. */
export function ask({ title, content, yes, no }: Record<'title' | 'content' | 'yes' | 'no', string>): Promise<boolean> {
  return sheet(title, content, no ? [no, yes] : [yes]).then((chosen) => chosen === (no ? 1 : 0))
}

export function choose(items: string[], cancel: string): Promise<number> {
  return sheet('', '', [...items, cancel], 'sheet').then((chosen) => (chosen === items.length ? -1 : chosen))
}

/** A line of text; null when cancelled. */
export async function line(title: string): Promise<string | null> {
  const field = make('input', { 'aria-label': title }) as HTMLInputElement
  const chosen = await sheet(title, '', ['取消', '好'], 'dialog', field)
  return chosen === 1 ? field.value : null
}

function sheet(title: string, content: string, buttons: string[], kind = 'dialog', extra?: HTMLElement): Promise<number> {
  return new Promise((done) => {
    const box = make('div', { class: kind, role: 'dialog', 'aria-modal': 'true', 'aria-label': title || content || '选择' })
    const shade = make('div', { class: 'shade' }, box)
    if (title) box.append(make('h2', {}, title))
    if (content) box.append(make('p', {}, content))
    if (extra) box.append(extra)
    const row = make('div', { class: 'choices' })
    let pressed = false // the click that follows the opening tap may fall on a button that was not there yet
    shade.addEventListener('pointerdown', () => (pressed = true))
    buttons.forEach((text, index) => {
      const button = make('button', { type: 'button' }, text)
      button.addEventListener('click', ({ detail }) => {
        if (detail > 0 && !pressed) return
        shade.remove()
        done(index)
      })
      row.append(button)
    })
    box.append(row)
    byId('over').append(shade)
    row.querySelector('button')?.focus()
  })
}
