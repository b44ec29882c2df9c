/** The help line's number, at the foot of each page of the staff. */
import { keptConfig } from '../../../services/config'
import { HOTLINES } from '../../../texts/pages'
import { leavingTexts } from '../../../texts/staff-leaving'

Component({
  data: { words: leavingTexts.helpLine, name: HOTLINES[0]!.name, number: HOTLINES[0]!.number },

  lifetimes: {
    attached() {
      const line = keptConfig()?.hotlines[0]
      if (line) this.setData({ name: line.name, number: line.number })
    },
  },

  methods: {
    dial() {
      wx.makePhoneCall({ phoneNumber: this.data.number, fail: () => undefined })
    },
  },
})
