/** The switches as the page shows them. No WeChat here. */
import type { NoticeSettings } from '../../../../services/notices'
import { n, SWITCHES } from '../../../../texts/notices'

export interface SwitchLine {
  topic: string
  name: string
  about: string
  on: boolean
  word: string
  /** how many messages WeChat still lets through; empty where it is never asked */
  credits: string
}

/** `credits`: the least of its templates, for each of them may come next. */
export function switchLines({ topics, credits }: NoticeSettings): SwitchLine[] {
  return SWITCHES.filter(({ topic }) => topic in topics).map(({ topic, name, about, templates }) => {
    const on = topics[topic] === true
    const left = Math.min(...templates.map((template) => credits[template] ?? 0))
    return { topic, name, about, on, word: on ? n.on : n.off, credits: on && templates.length ? n.credits(left) : '' }
  })
}

export function templatesOf(topic: string): readonly string[] {
  return SWITCHES.find((one) => one.topic === topic)?.templates ?? []
}
