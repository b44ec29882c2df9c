/** What the page shows of a community and its news. No WeChat here. */
import type { Community } from '../../../../services/communities'
import type { News } from '../../../../services/community-work'
import { c } from '../../../../texts/staff-community'
import { type NewsLine, newsLines } from './form'

export interface View {
  name: string
  township: string
  /** what this caller may do here */
  writes: boolean
  sees: boolean
  offers: boolean
  nothing: boolean
  news: NewsLine[]
  more: boolean
  unsent: { name: string; title: string; label: string }[]
  count: string
  forPlace: string
}

export function viewOf(card: Community, { news, cursor }: { news: readonly News[]; cursor: string | null }, unsent: readonly { name: string; title: string }[], now: number): View {
  const may = (action: string): boolean => card.actions.includes(action)
  const [writes, sees, offers] = [may('announce'), may('see_members'), may('offer_role')]
  const { name, township_name: township } = card.area
  return {
    name,
    township: township ?? '',
    writes,
    sees,
    offers,
    nothing: !writes && !sees && !offers,
    news: newsLines(news, now),
    more: cursor !== null,
    unsent: unsent.map((one) => ({ name: one.name, title: one.title || c.untitled, label: c.goOnWith(one.title) })),
    count: card.members?.count ? c.count(card.members.count) : '',
    forPlace: c.forPlace(name),
  }
}
