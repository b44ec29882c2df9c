/** A poster's code on its way from the page it opened to the check-in page: handed over by a tap, taken once. */
import { type Hint, hintOf } from '../../utils/code'

export interface Handed {
  text: string
  hint: Hint
}

let handed: Handed | null = null

/** From a page that was opened by a poster: to the check-in page, which checks in. Only from a tap. */
export function checkInWith(text: string): void {
  handed = { text, hint: hintOf(wx.getEnterOptionsSync().scene) }
  wx.switchTab({ url: '/pages/scan/scan' })
}

export function taken(): Handed | null {
  const found = handed
  handed = null
  return found
}
