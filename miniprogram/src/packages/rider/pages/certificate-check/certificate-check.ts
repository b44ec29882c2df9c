/** 核对证明: by its number what a paper must say, by name and check code whose it is. Anybody may; nothing is stored. */
import { asFailure } from '../../../../core/problem'
import { lookUp, matches } from '../../../../services/certificates'
import { drafts } from '../../../../services/drafts'
import { c, cwords } from '../../../../texts/certificates'
import { words } from '../../../../texts/pages'
import { type FoundWords, foundWords, numberOf, scanned } from './checking'

/** Only the number: whose paper it is stays on the paper. */
const DRAFT = 'certificate-check'

Page({
  data: {
    t: words,
    c: cwords,
    number: '',
    looked: '',
    found: null as FoundWords | null,
    name: '',
    code: '',
    /** yes, no, or nothing yet */
    match: '',
    looking: false,
    matching: false,
    failed: '',
    problem: '',
  },

  onLoad({ number }: { number?: string }) {
    this.setData({ number: number ?? drafts.read<string>(DRAFT) ?? '' })
  },

  scan() {
    wx.scanCode({
      onlyFromCamera: true,
      scanType: ['qrCode'],
      success: ({ result }) => {
        const number = scanned(result)
        if (number === null) return this.setData({ failed: c.notOurs })
        this.setData({ number })
        void this.look()
      },
      fail: ({ errMsg }) => {
        if (!/cancel/i.test(errMsg)) this.setData({ failed: c.scanFailed })
      },
    })
  },

  typeNumber(event: WechatMiniprogram.Input) {
    drafts.keep(DRAFT, event.detail.value)
    this.setData({ number: event.detail.value, found: null, failed: '', match: '' })
  },

  /** What is typed meanwhile is another question: the answer to this one says nothing of it. */
  async look() {
    if (this.data.looking) return
    const number = numberOf(this.data.number)
    if (number === null) return this.setData({ failed: c.numberEmpty })
    this.setData({ looking: true, failed: '', problem: '', found: null, match: '' })
    try {
      const found = foundWords(await lookUp(number))
      if (numberOf(this.data.number) === number) {
        this.setData({ found, looked: number })
        drafts.drop(DRAFT)
      }
    } catch (error) {
      const failure = asFailure(error)
      if (numberOf(this.data.number) === number) this.setData({ failed: failure.status === 404 ? c.notFound : failure.title })
    }
    this.setData({ looking: false })
  },

  typeName(event: WechatMiniprogram.Input) {
    this.setData({ name: event.detail.value, match: '', problem: '' })
  },

  typeCode(event: WechatMiniprogram.Input) {
    this.setData({ code: event.detail.value, match: '', problem: '' })
  },

  async match() {
    const { looked, name, code, matching } = this.data
    if (matching) return
    if (!name.trim() || !code.trim()) return this.setData({ problem: c.both })
    this.setData({ matching: true, match: '', problem: '' })
    const asks = (): boolean => this.data.looked === looked && this.data.name === name && this.data.code === code && this.data.found !== null
    try {
      const match = (await matches(looked, name.trim(), code.trim())) ? 'yes' : 'no'
      if (asks()) this.setData({ match })
    } catch (error) {
      this.setData({ problem: asFailure(error).title })
    }
    this.setData({ matching: false })
  },
})
