/** What leads on from 我的, in this order. Pages that need a person ask by themselves. */
export interface Link {
  text: string
  url: string
  /** only for whoever holds a role */
  role?: boolean
  /** says how many are unread */
  unread?: boolean
}

export const LINKS: readonly Link[] = [
  { text: '今天的工作', url: '/packages/staff/pages/today/today', role: true },
  { text: '我的会员码', url: '/packages/rider/pages/member-code/member-code' },
  { text: '我的报名', url: '/packages/rider/pages/my-shifts/my-shifts' },
  { text: '我的时长', url: '/pages/hours/hours' },
  { text: '我的证明', url: '/packages/rider/pages/certificates/certificates' },
  { text: '消息', url: '/packages/rider/pages/inbox/inbox', unread: true },
  { text: '我的社区', url: '/packages/rider/pages/communities/communities' },
  { text: '收藏的驿站', url: '/packages/rider/pages/saved/saved' },
  { text: '我管的驿站', url: '/packages/keeper/pages/stations/stations', role: true },
  { text: '隐私与我的数据', url: '/packages/rider/pages/privacy/privacy' },
]

export function linksFor(hasRole: boolean): readonly Link[] {
  return LINKS.filter(({ role }) => hasRole || role !== true)
}
