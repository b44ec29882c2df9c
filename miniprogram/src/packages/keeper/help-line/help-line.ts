/** The help line's number, at the foot of each page of the keepers. */
import { keptConfig } from '../../../services/config'
import { keepingDay } from '../../../texts/keeping-day'
import { HOTLINES } from '../../../texts/pages'

Component({
  data: { words: keepingDay.helpLine, name: HOTLINES[0]!.name, number: HOTLINES[0]!.number },

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
