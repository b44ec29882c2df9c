/** Whom to ring when a page does not help: the first of the service's help lines. */
import { keptConfig } from '../../../services/config'
import { HOTLINES } from '../../../texts/pages'
import { v } from '../../../texts/volunteering'

Component({
  data: { words: v.helpLine, number: HOTLINES[0]!.number },

  lifetimes: {
    attached() {
      const line = keptConfig()?.hotlines[0]
      if (line) this.setData({ number: line.number })
    },
  },

  methods: {
    dial() {
      wx.makePhoneCall({ phoneNumber: this.data.number, fail: () => undefined })
    },
  },
})
