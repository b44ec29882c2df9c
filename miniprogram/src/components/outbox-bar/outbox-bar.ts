/** 等待发送: how much waits for the network, and what the service said meanwhile. A tap leads to the list. */
import { clock, session } from '../../core/http'
import { offOutbox, onOutbox, outbox } from '../../services/waiting'
import { waitWords } from '../../texts/waiting'
import { type Bar, barOf } from './counting'

const NOTHING: Bar = { waiting: '', settled: '', tone: '' }

Component({
  data: { t: waitWords, bar: NOTHING },
  pageLifetimes: {
    show() {
      this.render()
    },
  },
  lifetimes: {
    attached() {
      const tell = () => this.render()
      tellers.set(this, tell)
      onOutbox(tell)
      this.render()
    },
    detached() {
      const tell = tellers.get(this)
      if (tell) offOutbox(tell)
    },
  },
  methods: {
    render() {
      this.setData({ bar: barOf(outbox.items(), session.account(), clock.now(), outbox.kept()) })
    },

    open() {
      wx.switchTab({ url: '/pages/scan/scan' })
    },
  },
})

const tellers = new WeakMap<object, () => void>()
