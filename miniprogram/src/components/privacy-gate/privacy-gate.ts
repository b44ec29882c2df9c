/**
 * WeChat's question before the first listed API, in our words. Every page that can call one holds this component.
 *
 * 不同意 goes on without: the API fails, the page says what it can do instead.
 */
import { words } from '../../texts/zh-CN'

type Resolve = (answer: { event: 'agree' | 'disagree'; buttonId?: string }) => void

const BUTTON = 'privacy-agree'
/** So long it takes no tap: the finger that asked may shake. */
const FRESH_MS = 250
let waiting: Resolve[] = []
/** the gate of the page on the screen */
let shown: { open(): void } | null = null

function settle(event: 'agree' | 'disagree'): void {
  const all = waiting
  waiting = []
  for (const resolve of all) resolve(event === 'agree' ? { event, buttonId: BUTTON } : { event })
}

Component({
  properties: {
    /** what is asked for, what for, and what 不同意 leads to; as when looking for stations unless said otherwise */
    title: { type: String, value: words.privacyTitle },
    text: { type: String, value: words.privacyText },
    no: { type: String, value: words.privacyNo },
  },
  data: { t: words, open: false, fresh: false },
  pageLifetimes: {
    show() {
      this.listen()
    },
  },
  lifetimes: {
    attached() {
      this.listen()
    },
    detached() {
      if (this.data.open) settle('disagree')
    },
  },
  methods: {
    listen() {
      shown = { open: () => this.open() }
      wx.onNeedPrivacyAuthorization((resolve) => {
        waiting.push(resolve as unknown as Resolve)
        shown?.open()
      })
    },
    open() {
      this.setData({ open: true, fresh: true })
      setTimeout(() => this.setData({ fresh: false }), FRESH_MS)
    },
    yes() {
      this.setData({ open: false })
      settle('agree')
    },
    refuse() {
      this.setData({ open: false })
      settle('disagree')
    },
    read() {
      wx.openPrivacyContract({})
    },
  },
})
