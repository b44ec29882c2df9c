/** An act that may get no answer keeps its key until it has one, so that tapping again is the same act. No WeChat here. */
import type { Failure } from '../../core/problem'
import { h } from '../../texts/staff-hours'

export type Once = <T>(name: string, run: (key: string) => Promise<T>) => Promise<T>

/** `name`: the same for the same act with the same values. */
export function createOnce(makeKey: () => string, isUnknown: (error: unknown) => boolean): Once {
  const keys = new Map<string, string>()
  return async (name, run) => {
    const key = keys.get(name) ?? makeKey()
    keys.set(name, key)
    try {
      const found = await run(key)
      keys.delete(name)
      return found
    } catch (error) {
      if (!isUnknown(error)) keys.delete(name)
      throw error
    }
  }
}

/** What a person reads when a tap did not do. */
export function actFailed(failure: Failure): string {
  if (failure.kind === 'unknown') return h.unanswered
  return failure.kind === 'offline' ? h.offlineAct : failure.title
}
