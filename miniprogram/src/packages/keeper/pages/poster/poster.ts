/** 海报: one sheet of A4 with the station's code, as PDF; and a new code when the old one is misused. */
import { newKey } from '../../../../core/calling'
import { asFailure } from '../../../../core/problem'
import { renewPoster } from '../../../../services/keeping'
import { openPaper } from '../../../../services/papers'
import { asPerson, isSignedIn } from '../../../../services/person'
import { station } from '../../../../services/station'
import { keepingTexts, keepingWords } from '../../../../texts/keeping'
import { keepingFiles as f, keepingFilesWords } from '../../../../texts/keeping-files'
import { words } from '../../../../texts/pages'

Page({
  data: { t: { ...words, ...keepingWords }, f: keepingFilesWords, code: '', name: '', said: '', problem: '', busy: false, guest: false, loading: true, failed: '' },

  onLoad(options: { code?: string }) {
    this.setData({ code: (options.code ?? '').toUpperCase() })
  },

  async onShow() {
    if (!this.data.name) await this.load(false)
  },

  async load(fresh: boolean) {
    if (!isSignedIn()) return this.setData({ guest: true, loading: false })
    try {
      const { name, actions } = await station(this.data.code, fresh)
      const may = actions.includes('print_poster')
      this.setData({ name: may ? name : '', failed: may ? '' : keepingTexts.notAllowed, guest: false, loading: false })
    } catch (error) {
      const failure = asFailure(error)
      this.setData({ failed: failure.status === 404 ? keepingTexts.notAllowed : failure.title, guest: false, loading: false })
    }
  },

  openIt() {
    void this.ask(f.opened, () => openPaper(`/stations/${encodeURIComponent(this.data.code)}/poster?format=pdf`))
  },

  askRenewal() {
    wx.showModal({
      title: f.renewAsk,
      content: f.renewText,
      confirmText: f.renewYes,
      cancelText: f.renewNo,
      success: ({ confirm }) => {
        if (confirm) void this.renew(newKey())
      },
    })
  },

  async renew(key: string) {
    await this.ask(f.renewed, () => renewPoster(this.data.code, key))
  },

  async ask(said: string, act: () => Promise<unknown>) {
    if (this.data.busy) return
    this.setData({ busy: true, said: '', problem: '' })
    try {
      await act()
      this.setData({ said })
    } catch (error) {
      this.setData({ problem: asFailure(error).title })
    }
    this.setData({ busy: false })
  },

  async signIn() {
    const done = await asPerson({ why: f.posterWhy }, async () => true).catch(() => null)
    if (done) await this.load(false)
  },

  again() {
    void this.load(true)
  },
})
