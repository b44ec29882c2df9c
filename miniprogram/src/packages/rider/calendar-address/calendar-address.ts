/** 放进手机日历: an address that shows one's shifts to whoever has it; made and copied by one tap, ended by another. */
import { asFailure } from '../../../core/problem'
import { outcomeOf } from '../../../pages/shift/acting'
import { endAddress, makeAddress } from '../../../services/calendar'
import { asPerson } from '../../../services/person'
import { k, kwords } from '../../../texts/calendar'
import { createSending } from '../../../utils/sending'

type What = 'make' | 'end'

const sending = createSending()

Component({
  data: {
    t: kwords,
    open: false,
    /** the one made here; nobody keeps it once the page is left */
    url: '',
    busy: '' as What | '',
    said: '',
    problem: '',
  },

  methods: {
    turn() {
      this.setData({ open: !this.data.open, said: '', problem: '' })
    },

    /** A second tap copies the same one: a new one would end it. */
    copy() {
      if (this.data.url) this.toClipboard(this.data.url)
      else void this.work('make', makeAddress, (url) => this.made(url))
    },

    made(url: string) {
      this.setData({ url })
      this.toClipboard(url)
    },

    toClipboard(url: string) {
      this.setData({ said: '', problem: '' })
      wx.setClipboardData({
        data: url,
        success: () => this.setData({ said: k.copied }),
        fail: () => this.setData({ problem: k.notCopied }),
      })
    },

    end() {
      wx.showModal({
        title: k.endAsk,
        content: k.endText,
        confirmText: k.end,
        cancelText: k.cancel,
        success: ({ confirm }) => {
          if (confirm) void this.work('end', endAddress, () => this.setData({ url: '', said: k.ended }))
        },
      })
    },

    /** Without an answer the same goes out again under its key. Whoever is too young for an address may end one. */
    async work<T>(what: What, act: (key: string) => Promise<T>, done: (found: T) => void) {
      if (this.data.busy) return
      this.setData({ busy: what, said: '', problem: '' })
      const key = sending.keyOf({ what })
      try {
        const found = await asPerson({ why: k.why, anyAge: what === 'end' }, async () => ({ of: await act(key) }))
        sending.answered()
        if (found) done(found.of)
      } catch (error) {
        const { state, words: problem } = outcomeOf(asFailure(error))
        if (state === 'refused') sending.answered()
        this.setData({ problem })
      }
      this.setData({ busy: '' })
    },
  },
})
