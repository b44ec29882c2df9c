/** The framework's code space, and what the build knows of each file before its code runs. */
import { component, MiniProgramEnv } from 'glass-easel-miniprogram-adapter'

export interface FileData {
  path: string
  config: PageConfig
  isPage: boolean
  scope: string
  style: string
}

export interface PageConfig {
  component?: boolean
  usingComponents?: Record<string, string>
  styleIsolation?: string
  addGlobalClass?: boolean
  navigationBarTitleText?: string
  enablePullDownRefresh?: boolean
}

export interface AppConfig {
  pages: string[]
  subPackages?: { root: string; pages: string[] }[]
  window: PageConfig & Record<string, string | boolean | undefined>
  tabBar: Record<string, string> & { list: { pagePath: string; text: string; iconPath: string; selectedIconPath: string }[] }
  requiredPrivateInfos?: string[]
  __usePrivacyCheck__?: boolean
}

type Definition = Record<string, unknown>

export const env = new MiniProgramEnv()
export const space = env.createCodeSpace('', true)
export const configs = new Map<string, PageConfig>()
export const customTags = new Set<string>()
export let app: AppConfig
export let theme: Record<'light' | 'dark', Record<string, string>>
export let appDefinition: Definition = {}

const SETDATA_BYTES = 1024 * 1024
let current = ''

/** Called by each package's data module, before any code of it. */
export function add(data: { files: FileData[]; app?: AppConfig; theme?: typeof theme; style?: string }, templates: Record<string, unknown>): void {
  if (data.app) app = data.app
  if (data.theme) theme = data.theme
  if (data.style) appendStyle(data.style, 'app')
  for (const file of data.files) {
    const { path, config, isPage, scope } = file
    configs.set(path, config)
    for (const tag of Object.keys(config.usingComponents ?? {})) customTags.add(tag)
    // a page's classes stay its own too, and app.wxss reaches pages only
    const style = isPage ? { component: true, addGlobalClass: true } : { ...config, component: true }
    space.addComponentStaticConfig(path, { usingComponents: config.usingComponents ?? {}, ...style } as never)
    space.addCompiledTemplate(path, { groupList: templates, content: templates[path] } as never)
    space.addStyleSheet(path, undefined, scope)
    if (file.style) appendStyle(file.style, path)
  }
}

/** The next `Page` or `Component` belongs to this file. */
export function begin(path: string): void {
  current = path
}

export function packageOf(page: string): string | null {
  if (app.pages.includes(page)) return 'main'
  const sub = app.subPackages?.find(({ root, pages }) => pages.some((one) => `${root}/${one}` === page))
  return sub ? sub.root.replaceAll('/', '-') : null
}

function appendStyle(text: string, name: string): void {
  const style = document.createElement('style')
  style.dataset['from'] = name
  style.textContent = text
  document.head.append(style)
}

/** `wx://form-field` and the like are unknown to the adapter and mean nothing in a browser. */
function plain(definition: Definition): Definition {
  const behaviors = definition['behaviors']
  if (!Array.isArray(behaviors)) return definition
  return { ...definition, behaviors: behaviors.filter((one) => typeof one !== 'string') }
}

export function installGlobals(): void {
  const globals = window as unknown as Record<string, unknown>
  globals['App'] = (definition: Definition) => void (appDefinition = definition)
  globals['Page'] = (definition: Definition) => space.componentEnv(current, ({ Page }) => Page(definition as never))
  globals['Component'] = (definition: Definition) =>
    space.componentEnv(current, ({ Component }) => Component(plain(definition) as never))
  globals['Behavior'] = (definition: Definition) =>
    space.componentEnv(current, ({ Behavior }) => Behavior(plain(definition) as never))
  limitSetData()
}

function limitSetData(): void {
  const caller = component.ComponentCaller.prototype
  const setData = caller.setData
  caller.setData = function limited(this: never, data: never, done?: never) {
    const bytes = JSON.stringify(data)?.length ?? 0
    if (bytes > SETDATA_BYTES) throw new Error(`setData: ${bytes} bytes, more than 1 MB`)
    return (setData as (data: never, done?: never) => void).call(this, data, done)
  } as typeof setData
}
