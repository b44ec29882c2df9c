/** What is written on its way to the service. No WeChat here. */
import { newKey } from '../../../../core/calling'
import { changeNews, type News, writeNews } from '../../../../services/community-work'
import { bodyOf, type Form, isNew, keyed } from './form'

/** `note`: the key is on the phone before it goes, so that sent again after a lost answer, or a restart, it is the same news. */
export function sendForm(form: Form, note: (form: Form) => void): Promise<News> {
  const { form: noted, key } = keyed(form, newKey)
  note(noted)
  const body = bodyOf(noted)
  return isNew(noted) ? writeNews(noted.code, body, key) : changeNews(noted.id!, body, noted.version, key)
}
