/** The phone's drafts: of whoever is signed in (`core/drafts.ts`). */
import { createDrafts } from '../core/drafts'
import { clock, session, storage } from '../core/http'

export const drafts = createDrafts(storage, () => session.account(), () => clock.now())
