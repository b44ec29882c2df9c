/**
 * Asks what an act of a person needs asked: signing in with 已满16岁, a changed notice, a consent given again. Every page
 * whose acts go through `asPerson` holds it. Leaving the page is a no.
 */
import type { Answer, Sheet } from '../../core/asking'
import { asFailure } from '../../core/problem'
import { noticeOf, onSheet } from '../../services/person'
import { askWords } from '../../texts/asking'
import { faceWords, purposeOf } from './faces'

interface Waiting {
  sheet: Sheet
  resolve(answer: Answer): void
}

/** So long a sheet takes no tap: the finger that called for it may shake. */
const FRESH_MS = 250
const FACE = faceWords({ kind: 'young' }, null)

Component({
  data: { t: askWords, open: false, fresh: false, face: FACE, busy: false, failed: '' },
  pageLifetimes: {
    show() {
      this.listen()
    },
    hide() {
      this.leave()
    },
  },
  lifetimes: {
    attached() {
      this.listen()
    },
    detached() {
      this.leave()
    },
  },
  methods: {
    listen() {
      onSheet((sheet) => this.ask(sheet))
    },

    /** One question at a time: a second one ends the first with a no. */
    ask(sheet: Sheet): Promise<Answer> {
      this.leave()
      const purpose = purposeOf(sheet.face)
      this.setData({ open: true, fresh: true, busy: false, failed: '', face: faceWords(sheet.face, purpose === null ? null : noticeOf(purpose)) })
      setTimeout(() => this.setData({ fresh: false }), FRESH_MS)
      return new Promise((resolve) => {
        held.set(this, { sheet, resolve })
      })
    },

    leave() {
      const waiting = held.get(this)
      if (waiting === undefined || this.data.busy) return
      this.close('no')
    },

    close(answer: Answer) {
      const waiting = held.get(this)
      held.delete(this)
      this.setData({ open: false, busy: false })
      waiting?.resolve(answer)
    },

    async answer(said: Answer) {
      const waiting = held.get(this)
      if (waiting === undefined || this.data.busy) return
      this.setData({ busy: true, failed: '' })
      try {
        await waiting.sheet.work(said)
        this.close(said)
      } catch (error) {
        this.setData({ busy: false, failed: asFailure(error).title })
      }
    },

    yes() {
      void this.answer('yes')
    },

    young() {
      void this.answer('young')
    },

    no() {
      void this.answer('no')
    },

    turnNotice() {
      this.setData({ 'face.read': !this.data.face.read })
    },
  },
})

/** What each sheet waits for; outside `data`, for functions do not go there. */
const held = new WeakMap<object, Waiting>()
