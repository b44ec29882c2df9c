/** `wx`: what `surface.json` lists, no more. An unknown call throws its name. */
import { ask, choose, hideToast, toast } from '../host/frame'
import { onChange, settings, themeNow } from '../host/settings'
import * as stack from '../host/stack'
import surface from '../surface.json'
import { documents } from './documents'
import { asked } from './ending'
import { life } from './life'
import { network } from './network'
import { place } from './place'
import { privacy, privacyAgreed } from './privacy'
import { scanCode } from './scan'
import { files, storage } from './storage'
import { requestSubscribeMessage } from './subscribe'

const themeTold = new Set<(theme: { theme: string }) => void>()
let theme = themeNow()
onChange(() => {
  if (theme !== themeNow()) for (const tell of themeTold) tell({ theme: themeNow() })
  theme = themeNow()
})

const plain: Record<string, unknown> = {
  ...storage,
  ...files,
  ...life,
  ...privacy,
  request: network.request,
  onNetworkStatusChange: network.onNetworkStatusChange,
  offNetworkStatusChange: network.offNetworkStatusChange,
  getAccountInfoSync: () => ({ miniProgram: { appId: 'wx0000000000000000', envVersion: 'develop', version: '' } }),
  getAppBaseInfo: () => ({ theme: themeNow(), language: 'zh_CN', SDKVersion: '2.32.3', fontSizeScaleFactor: settings.text / 100 }),
  getDeviceInfo: () => ({ model: '浏览器预览', platform: 'devtools', brand: '' }),
  getWindowInfo() {
    const { clientWidth, clientHeight } = document.getElementById('phone')!
    return { windowWidth: clientWidth, windowHeight: document.getElementById('pages')!.clientHeight, screenHeight: clientHeight, pixelRatio: devicePixelRatio }
  },
  onThemeChange: (tell: (theme: { theme: string }) => void) => void themeTold.add(tell),
  getUpdateManager: () => ({ onUpdateReady: () => undefined, applyUpdate: () => location.reload() }),
  hideToast,
  stopPullDownRefresh: stack.stopPull,
}

const ending: Record<string, (options: never) => object | void | Promise<object | void>> = {
  ...place,
  ...documents,
  scanCode,
  requestSubscribeMessage,
  getNetworkType: network.getNetworkType,
  getPrivacySetting: privacy.getPrivacySetting,
  requirePrivacyAuthorize: privacy.requirePrivacyAuthorize,
  login: () => ({ code: `${settings.person}.${Math.random().toString(36).slice(2)}` }),
  checkSession: () => undefined,
  navigateTo: ({ url }: { url: string }) => stack.navigateTo(url),
  redirectTo: ({ url }: { url: string }) => stack.redirectTo(url),
  switchTab: ({ url }: { url: string }) => stack.switchTab(url),
  reLaunch: ({ url }: { url: string }) => stack.reLaunch(url),
  navigateBack: ({ delta }: { delta?: number }) => stack.navigateBack(delta),
  setNavigationBarTitle: ({ title }: { title: string }) => stack.setTitle(title),
  startPullDownRefresh: stack.pull,
  pageScrollTo: ({ scrollTop }: { scrollTop: number }) => document.querySelector('.page:not([hidden])')?.scrollTo(0, scrollTop),
  showToast: ({ title, icon, duration }: { title: string; icon?: string; duration?: number }) => toast(title, icon ?? 'success', duration ?? 1500),
  async showModal({ title = '', content = '', confirmText = '确定', cancelText = '取消', showCancel = true }: WechatMiniprogram.ShowModalOption) {
    const confirm = await ask({ title, content, yes: confirmText, no: showCancel ? cancelText : '' })
    return { confirm, cancel: !confirm }
  },
  async showActionSheet({ itemList }: { itemList: string[] }) {
    const tapIndex = await choose(itemList, '取消')
    if (tapIndex < 0) throw new Error('cancel')
    return { tapIndex }
  },
  async makePhoneCall({ phoneNumber }: { phoneNumber: string }) {
    if (!(await ask({ title: phoneNumber, content: '手机上会直接拨号', yes: '呼叫', no: '取消' }))) throw new Error('cancel')
  },
  async setClipboardData({ data }: { data: string }) {
    await privacyAgreed('setClipboardData')
    await navigator.clipboard?.writeText(data).catch(() => undefined)
    toast('内容已复制', 'none', 1500)
  },
  vibrateShort: () => void navigator.vibrate?.(15),
}

const table = new Map<string, unknown>(Object.entries(plain))
for (const [name, run] of Object.entries(ending)) table.set(name, asked(name, run))
for (const name of surface.wx) if (!table.has(name)) throw new Error(`surface.json lists wx.${name}, nobody wrote it`)
for (const name of table.keys()) if (!surface.wx.includes(name)) throw new Error(`wx.${name} is not in surface.json`)

export const wx = new Proxy(Object.fromEntries(table), {
  get(all, name: string) {
    if (name in all) return all[name]
    return () => {
      throw new Error(`wx.${name} is not in surface.json`)
    }
  },
})
