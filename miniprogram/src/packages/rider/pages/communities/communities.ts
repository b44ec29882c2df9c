/** 我的社区: where one reported in, and finding another by township. Looking needs nobody. */
import { asFailure } from '../../../../core/problem'
import { type Area, children } from '../../../../services/areas'
import { type Membership, memberships } from '../../../../services/communities'
import { isSignedIn } from '../../../../services/person'
import { type County, townships } from '../../../../services/townships'
import { p, pwords } from '../../../../texts/people'
import { dateWords } from '../../../../utils/time'
import { kindName } from '../community/telling'

interface Line {
  code: string
  name: string
  about: string
}

Page({
  data: {
    t: pwords,
    signedIn: false,
    mine: [] as Line[],
    mineFailed: '',
    counties: [] as County[],
    township: '',
    found: [] as Line[],
    failed: '',
    loading: true,
  },

  async onShow() {
    this.setData({ signedIn: isSignedIn() })
    await Promise.all([this.loadMine(), this.loadTownships()])
  },

  async loadMine() {
    if (!isSignedIn()) return this.setData({ mine: [] })
    try {
      this.setData({ mine: (await memberships()).map(lineOf), mineFailed: '' })
    } catch (error) {
      this.setData({ mineFailed: asFailure(error).title })
    }
  },

  async loadTownships() {
    try {
      this.setData({ counties: await townships(), failed: '', loading: false })
    } catch (error) {
      this.setData({ failed: asFailure(error).title, loading: false })
    }
  },

  async pick(event: WechatMiniprogram.TouchEvent) {
    const { code, name } = event.currentTarget.dataset as { code: string; name: string }
    this.setData({ township: name, found: [], failed: '', loading: true })
    try {
      const found = (await children(code)).filter((area) => area.level === 'community' && area.in_programme)
      this.setData({ found: found.map((area: Area) => ({ code: area.code, name: area.name, about: name })), loading: false })
    } catch (error) {
      this.setData({ township: '', failed: asFailure(error).title, loading: false })
    }
    wx.pageScrollTo({ scrollTop: 0 })
  },

  otherTownship() {
    this.setData({ township: '', found: [] })
  },

  open(event: WechatMiniprogram.TouchEvent) {
    const { code } = event.currentTarget.dataset as { code: string }
    wx.navigateTo({ url: `/packages/rider/pages/community/community?code=${code}` })
  },
})

function lineOf({ area, kind, joined_on }: Membership): Line {
  return { code: area.code, name: area.name, about: p.reportedIn(kindName(kind), dateWords(joined_on)) }
}
