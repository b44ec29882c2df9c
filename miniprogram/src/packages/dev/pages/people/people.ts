/** Development only: which demo person `make run` signs in. Kept out of every upload by `npm run release`. */
import { DEVELOP_PERSON } from '../../../../core/env'
import { session, storage } from '../../../../core/http'

const PEOPLE = ['rider', 'staff', 'manager', 'admin']

Page({
  data: { people: PEOPLE, chosen: '' },

  onShow() {
    this.setData({ chosen: storage.get<string>(DEVELOP_PERSON) ?? '' })
  },

  choose(event: WechatMiniprogram.TouchEvent) {
    const { person } = event.currentTarget.dataset as { person: string }
    storage.set(DEVELOP_PERSON, person)
    session.forget()
    this.setData({ chosen: person })
  },
})
