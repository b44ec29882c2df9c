/** Papers: downloaded with the bearer header, a PDF opens in a tab. And the screen that shows a code. */
import { DEVELOP_ORIGIN } from '../../src/core/env'
import { tap } from '../host/backend'
import { Refusal } from './ending'
import { contents } from './storage'

const temporary = new Map<string, Blob>()
let brightness = 0.5

async function downloadFile({ url, header }: { url: string; header?: Record<string, string> }): Promise<object> {
  if (!url.startsWith(`${DEVELOP_ORIGIN}/`)) throw new Refusal(`url not in domain list: ${url}`)
  const answer = await fetch(url.slice(DEVELOP_ORIGIN.length), { headers: header ?? {}, cache: 'no-store', credentials: 'omit' })
  const tempFilePath = `http://tmp/${temporary.size + 1}`
  temporary.set(tempFilePath, await answer.blob())
  return { statusCode: answer.status, tempFilePath }
}

function openDocument({ filePath, fileType }: { filePath: string; fileType?: string }): void {
  const paper = temporary.get(filePath)
  if (!paper) throw new Refusal(`no such file ${filePath}`)
  if (!['doc', 'docx', 'xls', 'xlsx', 'ppt', 'pptx', 'pdf'].includes(fileType ?? '')) throw new Refusal(`filetype not supported ${fileType}`)
  window.open(URL.createObjectURL(paper))
}

/** Must be called synchronously in the tap's handler. What goes to a chat on a phone is saved by the browser here. */
async function shareFileMessage({ filePath, fileName }: { filePath: string; fileName?: string }): Promise<void> {
  if (!tap.inside) throw new Refusal('can only be invoked by user TAP gesture.')
  const href = URL.createObjectURL(temporary.get(filePath) ?? new Blob([await contents(filePath)]))
  Object.assign(document.createElement('a'), { href, download: fileName ?? filePath.slice(filePath.lastIndexOf('/') + 1) }).click()
}

export const documents = {
  shareFileMessage,
  downloadFile,
  openDocument,
  setKeepScreenOn: () => undefined,
  getScreenBrightness: () => ({ value: brightness }),
  setScreenBrightness({ value }: { value: number }) {
    brightness = value
    document.getElementById('phone')!.style.filter = value >= 1 ? 'brightness(1.1)' : ''
  },
}
