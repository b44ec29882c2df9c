/**
 * A page that shows what the service has for whoever is signed in: it looks on show, on pull, every 30 s and by 再试一次; what
 * was found stays where a look fails, and a guest is shown nothing of anybody's. Pages hand on what WeChat calls. No WeChat here.
 */
import { createRefreshing } from './refreshing'

export interface Looker {
  setData(data: object): void
  /** shows what was found */
  render(): void
}

export interface Way<T> {
  ask(fresh: boolean): Promise<T>
  /** what a page shows to a guest instead */
  blank: object
  /** what it says while nothing failed */
  fine: object
  /** what it says of a failure; `seenAt`: of what stands on it, 0 for nothing. Null: the person was led away */
  failed(error: unknown, seenAt: number): Promise<object | null> | object | null
  /** why a person signs in, asked and done; nothing when they will not */
  enter(look: () => Promise<void>): Promise<unknown>
  isSignedIn(): boolean
  now(): number
}

export interface Looking<T> {
  found: T | null
  /** server ms of what was found, 0 for nothing */
  seenAt: number
  /** From `onLoad`: the page before was another's, or another time. */
  begin(): void
  /** From `onShow`. */
  show(page: Looker): Promise<void>
  /** From `onHide` and `onUnload`. */
  stop(): void
  /** One at a time: whoever comes during a look has one of their own after it. */
  look(page: Looker, fresh: boolean): Promise<void>
  signIn(page: Looker): Promise<void>
  again(page: Looker): void
}

export function createLooking<T>(way: Way<T>): Looking<T> {
  const refreshing = createRefreshing()
  let asking: Promise<void> | null = null
  let turn = 0

  async function ask(page: Looker, fresh: boolean): Promise<void> {
    const mine = turn
    try {
      const found = await way.ask(fresh)
      if (mine !== turn) return // for whoever was signed in before
      Object.assign(looking, { found, seenAt: way.now() })
      page.render()
      page.setData({ ...way.fine, loading: false })
    } catch (error) {
      const face = await way.failed(error, looking.seenAt)
      if (face) page.setData({ ...face, loading: false })
    }
  }

  function forget(): void {
    turn += 1
    Object.assign(looking, { found: null, seenAt: 0 })
  }

  const looking: Looking<T> = {
    found: null,
    seenAt: 0,
    begin() {
      asking = null
      forget()
    },
    show(page) {
      refreshing.start(() => void looking.look(page, false))
      return looking.look(page, false)
    },
    stop: () => refreshing.stop(),
    async look(page, fresh) {
      const guest = !way.isSignedIn()
      page.setData({ guest, ...(guest ? { loading: false, ...way.fine, ...way.blank } : {}) })
      if (guest) return forget()
      if (asking) await asking
      asking ??= ask(page, fresh).finally(() => {
        asking = null
      })
      return asking
    },
    async signIn(page) {
      try {
        await way.enter(() => looking.look(page, false))
      } catch (error) {
        page.setData((await way.failed(error, 0)) ?? {})
      }
    },
    again(page) {
      page.setData({ loading: looking.found === null })
      void looking.look(page, true)
    },
  }
  return looking
}
