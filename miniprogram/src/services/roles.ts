/** One's own volunteer roles: what is offered, taking it up, saying no and giving up. Every write carries the key of its tap. */
import { call } from '../core/http'
import type { components } from '../types/api'

type Schemas = components['schemas']
export type OwnRole = Schemas['OwnRole']

/** `GET /me/volunteer-roles`: what has ended, too; the newest first. At most three kinds in three communities are open. */
export async function myRoles(fresh: boolean): Promise<OwnRole[]> {
  const query = { limit: 100 }
  const found: Schemas['OwnRolePage'] = await call({ method: 'GET', path: '/me/volunteer-roles', query, who: 'person', fresh })
  return found.items
}

/** `POST /volunteer-roles/{id}/acceptance`: by whoever has opened the briefing. */
export function acceptRole(id: number, key: string): Promise<OwnRole> {
  return call({ method: 'POST', path: `/volunteer-roles/${id}/acceptance`, body: { briefing_opened: true }, who: 'person', key })
}

/** `POST /volunteer-roles/{id}/resignation`: an offer is declined, a role given up. */
export function giveUpRole(id: number, key: string): Promise<OwnRole> {
  return call({ method: 'POST', path: `/volunteer-roles/${id}/resignation`, who: 'person', key })
}
