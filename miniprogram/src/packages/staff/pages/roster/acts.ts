/** What is sent of what was written about a row, and what the page says when it is done. */
import { markBy, moveTo, removeFrom, type RosterRow } from '../../../../services/leading'
import { s } from '../../../../texts/staff-shifts'
import { nameOf } from './rows'
import { type Open, type Roles, timesOf } from './writing'

export interface Act {
  said: string
  run(): Promise<RosterRow>
}

/** Of all but a phone, which is shown and not told. */
export function actOf(row: RosterRow, open: Open, roles: Roles): Act {
  const { what, reason, key } = open
  if (what === 'mark') return { said: s.marked(nameOf(row)), run: () => markBy(row.id, timesOf(open), reason) }
  if (what === 'remove') return { said: s.removed(nameOf(row)), run: () => removeFrom(row.id, reason, key) }
  const role = roles.find(({ name }) => name === reason)
  return { said: s.movedTo(nameOf(row), reason), run: () => moveTo(row.id, role?.id ?? row.role_id) }
}
