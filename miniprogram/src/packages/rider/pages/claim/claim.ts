/** 领取现场登记: the code that the leader gave somebody without an account; typed once, and the hours are theirs. */
import { asFailure } from '../../../../core/problem'
import { outcomeOf } from '../../../../pages/shift/acting'
import { drafts } from '../../../../services/drafts'
import { toAgree } from '../../../../services/consenting'
import { asPerson, isSignedIn } from '../../../../services/person'
import { claim, PURPOSE, type SignUp } from '../../../../services/signups'
import { words } from '../../../../texts/pages'
import { v, vwords } from '../../../../texts/volunteering'
import { createSending } from '../../../../utils/sending'
import { codeOf, missing } from './typed'

const DRAFT = 'claim'
const sending = createSending()

Page({
  data: {
    t: words,
    v: vwords,
    code: '',
    consent: '',
    notice: '',
    noticeOpen: false,
    claimed: null as SignUp | null,
    busy: false,
    problem: '',
    resend: false,
  },

  /** `code`: from whoever hands it on as a link. */
  onLoad({ code }: { code?: string }) {
    this.setData({ code: code ?? drafts.read<string>(DRAFT) ?? '' })
  },

  async onShow() {
    const notice = await toAgree(PURPOSE)
    this.setData(notice ? { consent: v.consent(notice.title), notice: notice.text } : { consent: '', notice: '' })
  },

  type(event: WechatMiniprogram.Input) {
    const { value } = event.detail
    drafts.keep(DRAFT, value)
    this.setData({ code: value, problem: '', resend: false })
  },

  async send() {
    if (this.data.busy) return
    const code = codeOf(this.data.code)
    const problem = missing(code)
    if (problem) return this.setData({ problem })
    this.setData({ busy: true, problem: '', resend: false })
    const key = sending.keyOf({ code })
    try {
      const claimed = await asPerson({ why: v.whyClaim, purpose: PURPOSE }, () => claim(code, key))
      if (claimed) this.done(claimed)
      else if (isSignedIn()) drafts.keep(DRAFT, this.data.code)
    } catch (error) {
      const { state, words: said } = outcomeOf(asFailure(error))
      if (state === 'refused') sending.answered()
      this.setData({ problem: said, resend: state === 'unknown' })
    }
    this.setData({ busy: false })
  },

  done(claimed: SignUp) {
    sending.answered()
    drafts.drop(DRAFT)
    this.setData({ claimed, code: '' })
    wx.vibrateShort({ type: 'medium' })
  },

  turnNotice() {
    this.setData({ noticeOpen: !this.data.noticeOpen })
  },

  more() {
    this.setData({ claimed: null })
  },

  seeShift() {
    if (this.data.claimed) wx.navigateTo({ url: `/pages/shift/shift?id=${this.data.claimed.shift_id}` })
  },
})
