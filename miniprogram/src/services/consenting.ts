/** The notice beside a button that is a consent: said until it was agreed to as it now stands. */
import { noticeOf, noticesKnown } from './person'
import { type Consent, consents } from './privacy'

/** The notice that a tap agrees to; null where that was done before. A guest, and whoever nobody knows it of, is told. */
export async function toAgree(purpose: string): Promise<{ title: string; text: string } | null> {
  const [agreed] = await Promise.all([isAgreed(purpose), noticesKnown()])
  return agreed ? null : noticeOf(purpose)
}

async function isAgreed(purpose: string): Promise<boolean> {
  const all = await consents(false).catch((): Consent[] => []) // also where nobody signed in
  const found = all.find((one) => one.purpose === purpose)
  return found?.state === 'given' && found.notice_version === found.current_version
}
