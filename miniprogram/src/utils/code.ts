/** What a scanned or opened code says. Texts only; what they stand for is the service's to say (RELIABILITY 8). */

export type Hint = 'camera' | 'album' | 'longpress' | 'link' | 'unknown'

/** `poster`: `P.` on paper. `screen`: `T.`, changes by the minute. `member`: `M.`, a person's. `pointer`: opens a page. */
export type CodeKind = 'poster' | 'screen' | 'member' | 'pointer'

export interface Code {
  kind: CodeKind
  text: string
}

const LENGTHS: Record<string, [CodeKind, number]> = { P: ['poster', 26], T: ['screen', 26], M: ['member', 30] }
const SCENE = /^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}$/
const POINTER = /^[0-9A-HJKMNP-TV-Z]{11}$/

/** `wx.scanCode`: plain codes are in `result`, mini-program codes in `path`. Null: not one of ours. */
export function readScan(scan: { result?: string; path?: string }): Code | null {
  return readPath(scan.path ?? '') ?? readText((scan.result ?? '').trim())
}

/** `onLoad`'s options of a page opened from a code; WeChat hands `scene` over encoded once more. */
export function readOptions(options: Record<string, string | undefined>): Code | null {
  return options['scene'] === undefined ? null : readText(decoded(options['scene']))
}

/** How the code was come by: the entry scene of WeChat. */
export function hintOf(entryScene: number): Hint {
  if (entryScene === 1047 || entryScene === 1011) return 'camera'
  if (entryScene === 1048 || entryScene === 1012) return 'longpress'
  if (entryScene === 1049 || entryScene === 1013) return 'album'
  return entryScene === 1069 || entryScene === 1065 ? 'link' : 'unknown'
}

function readPath(path: string): Code | null {
  const scene = /[?&]scene=([^&#]*)/.exec(path)
  return scene?.[1] === undefined ? null : readText(decoded(scene[1]))
}

function readText(text: string): Code | null {
  if (!SCENE.test(text)) return readLink(text)
  const known = text[1] === '.' ? LENGTHS[text[0]!] : undefined
  if (known) return text.length === known[1] && /^[0-9A-Z.]+$/.test(text) ? { kind: known[0], text } : null
  return POINTER.test(text) ? { kind: 'pointer', text } : null
}

/** `/q/<scene>` is what a scan outside WeChat opens; inside it may still come as plain text. */
function readLink(text: string): Code | null {
  const scene = /^https?:\/\/[^/]+\/q\/([^/?#]+)$/.exec(text)
  return scene?.[1] === undefined ? null : readText(decoded(scene[1]))
}

/** Decoded once. iOS encodes the inner value when scanning, Android does not; no scene holds a percent sign. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
