/** 带走我的数据: all that is stored, as a paper that opens, and as data to copy or to send on. Works while leaving, too. */
import { asFailure } from '../../../../core/problem'
import { openPaper } from '../../../../services/papers'
import { asPerson, isSignedIn } from '../../../../services/person'
import { EXPORT_PAPER, exportText } from '../../../../services/privacy'
import { r, rwords } from '../../../../texts/privacy'
import { failedWords, readyWords } from './describing'

const FILE = `${wx.env.USER_DATA_PATH}/${r.fileName}`
const inner = { text: '' }

Page({
  data: { t: rwords, guest: false, failed: '', retry: '' as '' | 'paper' | 'data', busy: '' as '' | 'paper' | 'data', ready: '' },

  /** Whatever lies there is of a time when the app was killed. */
  onLoad() {
    inner.text = ''
    forget()
  },

  onShow() {
    this.setData({ guest: !isSignedIn() })
  },

  /** Nobody who borrows the phone finds it later. */
  onUnload() {
    if (inner.text) forget()
    inner.text = ''
  },

  async signIn() {
    const done = await asPerson({ why: r.whySignIn, anyAge: true }, async () => true).catch((error) => {
      this.setData({ failed: asFailure(error).title })
      return null
    })
    if (done) this.setData({ guest: false, failed: '' })
  },

  seePaper() {
    void this.work('paper', () => openPaper(EXPORT_PAPER))
  },

  /** Ready before the next tap: WeChat shares a file only from the tap itself. */
  prepare() {
    void this.work('data', async () => {
      const text = await exportText()
      await written(text)
      inner.text = text
      this.setData({ ready: readyWords(text) })
    })
  },

  again() {
    if (this.data.retry === 'paper') this.seePaper()
    else if (this.data.retry === 'data') this.prepare()
    else this.setData({ failed: '' })
  },

  async work(what: 'paper' | 'data', act: () => Promise<void>) {
    if (this.data.busy) return
    this.setData({ busy: what, retry: '', failed: '' })
    try {
      await act()
    } catch (error) {
      this.setData({ failed: failedWords(error), retry: what })
    }
    this.setData({ busy: '' })
  },

  copy() {
    const done = () => wx.showToast({ title: r.copied, icon: 'success' })
    wx.setClipboardData({ data: inner.text, success: done, fail: () => this.setData({ failed: r.notCopied }) })
  },

  /** The first call of the tap: nothing may be awaited before it. Closing WeChat's list of friends is no fault. */
  share() {
    wx.shareFileMessage({
      filePath: FILE,
      fileName: r.fileName,
      success: () => void wx.showToast({ title: r.shared, icon: 'success' }),
      fail: ({ errMsg }) => {
        if (!/cancel/.test(errMsg)) this.setData({ failed: r.notShared })
      },
    })
  },
})

function forget(): void {
  wx.getFileSystemManager().unlink({ filePath: FILE, fail: () => undefined })
}

function written(text: string): Promise<void> {
  return new Promise((done, failed) => {
    const fail = ({ errMsg }: { errMsg: string }): void => failed(new Error(errMsg))
    wx.getFileSystemManager().writeFile({ filePath: FILE, data: text, encoding: 'utf8', success: () => done(), fail })
  })
}
