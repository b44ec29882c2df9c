/** A list looks anew every 30 s while its page is on the screen. Show starts it, hide and unload stop it. */

export const REFRESH_MS = 30_000

export interface Refreshing {
  /** From `onShow`. One timer a page: starting ends the one before, for WeChat may show a page twice. */
  start(look: () => unknown): void
  /** From `onHide` and `onUnload`. */
  stop(): void
}

export function createRefreshing(everyMs = REFRESH_MS): Refreshing {
  let timer = 0
  const stop = (): void => clearInterval(timer)
  return {
    start(look) {
      stop()
      timer = setInterval(look, everyMs)
    },
    stop,
  }
}
