/** `wx.requestSubscribeMessage` with WeChat's rules: only inside a tap, at most three, titles all different. */
import { tap } from '../host/backend'
import { ask } from '../host/frame'
import { settings } from '../host/settings'
import { Refusal } from './ending'
import { storage } from './storage'

type Answer = 'accept' | 'reject' | 'ban'

const MOST = 3
/** As the fake platform calls its templates. */
export const TITLES: Record<string, string> = {
  signup_result: '报名结果通知',
  waitlist_offer: '候补名额通知',
  shift_reminder: '活动开始提醒',
  shift_changed: '活动变更通知',
  hours_confirmed: '服务时长确认通知',
  report_progress: '上报处理进度通知',
  care_answer: '诉求回复通知',
  station_alert: '驿站提醒',
}
const ALWAYS = '$subscribe-always'

/** Must be called synchronously in the tap's handler; what follows runs later. */
export function requestSubscribeMessage({ tmplIds }: { tmplIds: string[] }): Promise<object> | object {
  if (!tap.inside) throw new Refusal('can only be invoked by user TAP gesture.')
  if (!tmplIds.length || tmplIds.some((id) => !id)) throw new Refusal('TmplIds can\'t be empty', 10001)
  if (tmplIds.length > MOST) throw new Refusal('TmplIds\' length is larger than the limit', 20003)
  const titles = tmplIds.map(titleOf)
  if (new Set(titles).size < titles.length) throw new Refusal('templates of one title', 20005)
  if (settings.subscribe === 'off') throw new Refusal('The main switch is switched off', 20004)
  if (settings.subscribe === 'ban') return answered(tmplIds, 'ban')
  const kept = storage.getStorageSync(ALWAYS) as Answer | ''
  return kept ? answered(tmplIds, kept) : asked(tmplIds, titles)
}

/** The fake platform's ids carry their template's name: FAKE-shift_reminder-000. */
function titleOf(id: string): string {
  const name = /^FAKE-([a-z_]+)-/.exec(id)?.[1] ?? id
  return TITLES[name] ?? name
}

function answered(ids: string[], answer: Answer): object {
  return Object.fromEntries(ids.map((id) => [id, answer]))
}

async function asked(ids: string[], titles: string[]): Promise<object> {
  const content = `${titles.join('\n')}\n总是保持以上选择`
  const answer: Answer = (await ask({ title: '益骑 想给你发消息', content, yes: '允许', no: '取消' })) ? 'accept' : 'reject'
  if (await ask({ title: '总是保持以上选择？', content: '', yes: '总是', no: '只这次' })) storage.setStorageSync(ALWAYS, answer)
  return answered(ids, answer)
}
