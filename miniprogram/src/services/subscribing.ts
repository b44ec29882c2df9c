/** WeChat's question before a message, asked as the first thing of a tap; what the tap is for starts whatever the answer. */
import { newKey } from '../core/calling'
import { call } from '../core/http'
import { acceptedOf, askable } from '../utils/templates'
import { keptConfig } from './config'

/**
 * Call it synchronously in the tap's handler, nothing before it. `then` runs once: after any answer, a refusal, 20004,
 * a ban, or at once where there is no id to ask. `accepted`: names of templates.
 */
export function askFirst(names: readonly string[], then: (accepted: string[]) => void): void {
  const asked = askable(names, keptConfig()?.templates ?? {})
  if (!asked.length) return then([])
  wx.requestSubscribeMessage({
    tmplIds: asked.map(({ id }) => id),
    complete: (result) => then(acceptedOf(asked, result as unknown as Record<string, unknown>)),
  })
}

/** `POST /me/subscriptions`: a hint that a message may be sent; WeChat's own event decides, so its loss costs nothing. */
export async function tellAccepted(names: readonly string[]): Promise<void> {
  for (const template of names) {
    const body = { template, accepted: 1 }
    await call({ method: 'POST', path: '/me/subscriptions', body, who: 'person', key: newKey() }).catch(() => undefined)
  }
}
