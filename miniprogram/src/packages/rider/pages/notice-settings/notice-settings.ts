/** 哪些发到微信: a switch for each topic, saved at its tap, and how many messages WeChat still lets through. */
import { asFailure } from '../../../../core/problem'
import { config } from '../../../../services/config'
import { type NoticeSettings, noticeSettings, turnTopic } from '../../../../services/notices'
import { asPerson, isSignedIn } from '../../../../services/person'
import { askFirst, tellAccepted } from '../../../../services/subscribing'
import { n, nwords } from '../../../../texts/notices'
import { words } from '../../../../texts/pages'
import { createRefreshing } from '../../../../utils/refreshing'
import { switchLines, type SwitchLine, templatesOf } from './switches'

const refreshing = createRefreshing()
/** WeChat's question is on the screen */
let asking = false
/** how many switches were turned; a look that began before shows none as it was */
let turned = 0

Page({
  data: {
    t: words,
    n: nwords,
    lines: [] as SwitchLine[],
    said: '',
    busy: false,
    guest: false,
    loading: true,
    failed: '',
  },

  async onShow() {
    asking = false
    refreshing.start(() => void this.load(false))
    void config().catch(() => undefined) // the ids to ask about; the kept ones stand
    await this.load(false)
  },

  onHide() {
    refreshing.stop()
  },

  onUnload() {
    refreshing.stop()
  },

  async onPullDownRefresh() {
    await this.load(true)
    wx.stopPullDownRefresh()
  },

  async load(fresh: boolean) {
    if (!isSignedIn()) return this.setData({ guest: true, loading: false, lines: [] })
    const before = turned
    try {
      const found = await noticeSettings(fresh)
      if (before === turned) this.take(found)
    } catch (error) {
      this.setData({ guest: false, failed: asFailure(error).title, loading: false })
    }
  },

  take(found: NoticeSettings) {
    this.setData({ lines: switchLines(found), guest: false, failed: '', loading: false })
  },

  /** Turned at once; without an answer it stands as it was. */
  async turn(event: WechatMiniprogram.TouchEvent) {
    const { topic } = event.currentTarget.dataset as { topic: string }
    const line = this.data.lines.find((one) => one.topic === topic)
    if (!line || this.data.busy) return
    this.setData({ busy: true, said: '' })
    try {
      const done = await asPerson({ why: n.whySignIn, anyAge: true }, () => turnTopic(topic, !line.on))
      if (done) {
        turned += 1
        this.take(done)
      }
    } catch (error) {
      this.setData({ failed: asFailure(error).title })
    }
    this.setData({ busy: false })
  },

  /** WeChat's question comes first, in the tap itself. */
  askMore(event: WechatMiniprogram.TouchEvent) {
    const { topic } = event.currentTarget.dataset as { topic: string }
    if (asking) return
    asking = true
    askFirst(templatesOf(topic), (accepted) => {
      asking = false
      void this.accepted(accepted)
    })
  },

  async accepted(names: string[]) {
    this.setData({ said: names.length ? n.askedMore(names.length) : n.refused })
    if (!names.length) return
    await tellAccepted(names)
    await this.load(true)
  },

  async signIn() {
    try {
      await asPerson({ why: n.whySignIn, anyAge: true }, () => this.load(false))
    } catch (error) {
      this.setData({ failed: asFailure(error).title })
    }
  },

  again() {
    this.setData({ loading: !this.data.lines.length })
    void this.load(true)
  },
})
