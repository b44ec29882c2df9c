/** How an activity was, said by somebody who was there once it is over: one of five and, if one likes, a sentence. */
import { asFailure } from '../../core/problem'
import { outcomeOf } from '../../pages/shift/acting'
import { drafts } from '../../services/drafts'
import { evaluate } from '../../services/evaluating'
import { asPerson } from '../../services/person'
import { e, ewords } from '../../texts/rating'
import { v } from '../../texts/volunteering'
import { createSending } from '../../utils/sending'
import { answered, type Draft, EMPTY, type Mark, marksOf, sentWords } from './rating'

/** One for all pages: what got no answer goes out under its key from another one, too. */
const sending = createSending()

Component({
  properties: {
    /** id of the shift */
    shift: { type: Number, value: 0 },
  },
  data: { t: ewords, resendWords: v.resend, draft: EMPTY, marks: [] as Mark[], sent: '', busy: false, problem: '', resend: false },

  lifetimes: {
    attached() {
      this.render(drafts.read<Draft>(this.name()) ?? EMPTY)
    },
  },

  methods: {
    name(): string {
      return `evaluation-${this.data.shift}`
    },

    render(draft: Draft) {
      this.setData({ draft, marks: marksOf(draft), sent: sentWords(draft) })
    },

    keep(draft: Draft) {
      drafts.keep(this.name(), draft)
      this.setData({ problem: '', resend: false })
      this.render(draft)
    },

    choose(event: WechatMiniprogram.TouchEvent) {
      const { stars } = event.currentTarget.dataset as { stars: number }
      this.keep({ ...this.data.draft, stars: Number(stars), sent: false })
    },

    type(event: WechatMiniprogram.Input) {
      this.keep({ ...this.data.draft, text: event.detail.value, sent: false })
    },

    change() {
      this.keep({ ...this.data.draft, sent: false })
    },

    async send() {
      const { draft, busy, shift } = this.data
      if (busy) return
      if (!draft.stars) return this.setData({ problem: e.pickFirst })
      const said = { rating: draft.stars, text: draft.text.trim() }
      const key = sending.keyOf({ shift, ...said })
      this.setData({ busy: true, problem: '', resend: false })
      try {
        const made = await asPerson({ why: e.why }, () => evaluate(shift, said, key))
        if (made) this.done(draft)
      } catch (error) {
        const { state, words: problem } = outcomeOf(asFailure(error))
        if (state === 'refused') sending.answered()
        this.setData({ problem, resend: state === 'unknown' })
      }
      this.setData({ busy: false })
    },

    done(told: Draft) {
      sending.answered()
      this.keep(answered(this.data.draft, told))
      wx.showToast({ title: e.done, icon: 'success' }) // the form that folds up takes what is said off a small screen
      wx.vibrateShort({ type: 'medium' })
    },
  },
})
