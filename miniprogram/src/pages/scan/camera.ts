/** `wx.scanCode` as a promise. */
import { type Code, readScan } from '../../utils/code'

/** `cancelled`: nothing was meant. `failed`: the camera would not. `foreign`: a code that is not ours. */
export type Seen = { code: Code } | 'cancelled' | 'failed' | 'foreign'

export function look(): Promise<Seen> {
  return new Promise((tell) => {
    wx.scanCode({
      onlyFromCamera: true,
      scanType: ['qrCode', 'wxCode'],
      success(found) {
        const code = readScan(found as { result?: string; path?: string })
        tell(code === null ? 'foreign' : { code })
      },
      fail: ({ errMsg }) => tell(/cancel/i.test(errMsg) ? 'cancelled' : 'failed'),
    })
  })
}

/** The page of what a code stands for; null: none. */
export function pageOf(kind: string, code: string): string | null {
  const found = encodeURIComponent(code)
  if (kind === 'station') return `/pages/station/station?code=${found}`
  if (kind === 'community') return `/packages/rider/pages/community/community?code=${found}`
  return kind === 'shift' ? `/pages/shift/shift?id=${found}` : null
}
