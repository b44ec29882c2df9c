/** While a code shows, the screen stays on and bright; afterwards it is as before. The phone is handed in. */
interface Screen {
  setKeepScreenOn(asked: { keepScreenOn: boolean; fail(): void }): unknown
  getScreenBrightness(asked: { success(found: { value: number }): void; fail(): void }): unknown
  setScreenBrightness(asked: { value: number; fail(): void }): unknown
}

const nothing = (): void => undefined

export function createLit(screen: Screen): { on(): void; off(): void } {
  /** as it was before; below 0: not known */
  let before = -1
  let lit = false
  return {
    on() {
      lit = true
      screen.setKeepScreenOn({ keepScreenOn: true, fail: nothing })
      screen.getScreenBrightness({
        success({ value }) {
          if (!lit) return // left again before the phone answered
          if (before < 0) before = value
          screen.setScreenBrightness({ value: 1, fail: nothing })
        },
        fail: nothing,
      })
    },
    off() {
      lit = false
      screen.setKeepScreenOn({ keepScreenOn: false, fail: nothing })
      if (before >= 0) screen.setScreenBrightness({ value: before, fail: nothing })
      before = -1
    },
  }
}
