/** What the sheet says for each thing that may be asked. */
import type { Face } from '../../core/asking'
import { ask as t } from '../../texts/asking'

export interface Notice {
  title: string
  text: string
}

export interface FaceWords {
  title: string
  text: string
  /** what is asked for and what is not */
  small: string
  /** name of the notice that can be read here; empty: none */
  notice: string
  noticeText: string
  /** the notice stands open */
  read: boolean
  yes: string
  /** empty: not asked */
  young: string
  /** empty: there is nothing to refuse */
  no: string
}

const NOTHING: FaceWords = { title: '', text: '', small: '', notice: '', noticeText: '', read: false, yes: '', young: '', no: '' }

/** Of which purpose the sheet shows the notice; null: none. */
export function purposeOf(face: Face): string | null {
  if (face.kind === 'sign-in') return 'account'
  return face.kind === 'notice' || face.kind === 'withdrawn' ? face.purpose : null
}

export function faceWords(face: Face, notice: Notice | null): FaceWords {
  const name = notice?.title ?? ''
  const about = { ...NOTHING, notice: name, noticeText: notice?.text ?? '', no: t.notNow }
  if (face.kind === 'young') return { ...NOTHING, title: t.youngTitle, text: t.youngText, yes: t.gotIt }
  if (face.kind === 'age') return { ...NOTHING, title: t.ageTitle, text: t.ageText, yes: t.ageYes, young: t.ageYoung, no: t.notNow }
  if (face.kind === 'sign-in') {
    const asked = face.askAge ? { yes: t.signInGrownUp, young: t.signInYoung } : { yes: t.signInYes }
    return { ...about, ...asked, title: t.signInTitle, text: face.why, small: t.signInSmall }
  }
  if (face.kind === 'notice') return { ...about, read: true, title: t.noticeChanged(name), yes: t.noticeYes }
  return { ...about, title: t.withdrawn(name), text: t.withdrawnText, yes: t.withdrawnYes }
}
