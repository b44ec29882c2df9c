/** Position and the map, as the panel sets them. Fuzzy is about two kilometres off. */
import { ask, choose } from '../host/frame'
import { app } from '../host/registry'
import { POINTS, settings } from '../host/settings'
import { Refusal } from './ending'
import { privacyAgreed } from './privacy'
import { storage } from './storage'

const SCOPE = '$scope.userLocation'
const FUZZY = 0.02

/** One answer for both scopes: a build has either. */
async function scopeAllowed(): Promise<void> {
  let answer = storage.getStorageSync(SCOPE)
  if (answer === '') {
    answer = settings.position !== 'refused' && (await ask({ title: '益骑 申请获取你的位置', content: '用来算离驿站多远', yes: '允许', no: '拒绝' }))
    storage.setStorageSync(SCOPE, answer)
  }
  if (answer !== true) throw new Refusal('auth deny')
}

async function allowed(api: string): Promise<void> {
  if (!app.requiredPrivateInfos?.includes(api)) throw new Refusal('the api need to be declared in the requiredPrivateInfos field')
  await privacyAgreed(api)
  await scopeAllowed()
  if (settings.position === 'slow') await new Promise(() => undefined)
}

export const place = {
  async getLocation() {
    await allowed('getLocation')
    return { latitude: settings.lat, longitude: settings.lng, accuracy: settings.accuracy, horizontalAccuracy: settings.accuracy }
  },
  async getFuzzyLocation() {
    await allowed('getFuzzyLocation')
    return { latitude: Math.round(settings.lat / FUZZY) * FUZZY, longitude: Math.round(settings.lng / FUZZY) * FUZZY }
  },
  async authorize({ scope }: { scope: string }) {
    if (!/^scope\.user(Fuzzy)?Location$/.test(scope)) throw new Refusal(`scope ${scope} is not simulated`)
    await privacyAgreed('authorize')
    await scopeAllowed()
  },
  getSetting() {
    const answer = storage.getStorageSync(SCOPE)
    return { authSetting: answer === '' ? {} : { 'scope.userLocation': answer } }
  },
  async openSetting() {
    const yes = await ask({ title: '设置', content: '位置信息', yes: '允许', no: '不允许' })
    storage.setStorageSync(SCOPE, yes)
    return { authSetting: { 'scope.userLocation': yes } }
  },
  /** Needs WeChat's privacy consent, but not the phone's position. */
  async chooseLocation() {
    if (!app.requiredPrivateInfos?.includes('chooseLocation')) throw new Refusal('the api need to be declared in the requiredPrivateInfos field')
    await privacyAgreed('chooseLocation')
    const chosen = await choose(POINTS.map(([name]) => name), '取消')
    if (chosen < 0) throw new Refusal('cancel')
    const [name, latitude, longitude] = POINTS[chosen]!
    return { name, address: name, latitude, longitude }
  },
  async openLocation({ name, address, latitude, longitude }: { name: string; address: string; latitude: number; longitude: number }) {
    const where = `${address}\n${latitude.toFixed(6)}, ${longitude.toFixed(6)}`
    await ask({ title: name, content: `${where}\n手机上会打开地图并导航（示意，非地图）`, yes: '回到小程序', no: '' })
  },
}
