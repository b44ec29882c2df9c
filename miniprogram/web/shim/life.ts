/** Foreground and background, by the tab's visibility or the panel's button. */

type Kind = 'show' | 'hide'
interface Launch {
  path: string
  query: Record<string, string>
  scene: number
}

const heard: Record<Kind, Set<(options?: object) => void>> = { show: new Set(), hide: new Set() }
let hidden = false
let launch: Launch = { path: '', query: {}, scene: 1001 }

export function hear(kind: Kind, tell: (options?: object) => void): void {
  heard[kind].add(tell)
}

export function toldLaunch(options: Launch): void {
  launch = options
}

function turn(to: boolean): void {
  if (to === hidden) return
  hidden = to
  for (const tell of heard[to ? 'hide' : 'show']) tell(launch)
}

document.addEventListener('visibilitychange', () => turn(document.hidden))

export function background(ms: number): void {
  const phone = document.getElementById('phone')!
  const away = (to: boolean): void => {
    phone.classList.toggle('away', to)
    turn(to)
  }
  away(true)
  setTimeout(away, ms, false)
}

export const life = {
  onAppShow: (tell: (options?: object) => void) => hear('show', tell),
  offAppShow: (tell: (options?: object) => void) => void heard.show.delete(tell),
  onAppHide: (tell: (options?: object) => void) => hear('hide', tell),
  getLaunchOptionsSync: () => launch,
  getEnterOptionsSync: () => launch,
}
