/** Papers of the service (certificate, export, poster): downloaded with the bearer header, opened as PDF. */
import { session } from '../core/http'
import { origin } from '../core/env'
import { Failure, offline, refused, unknown } from '../core/problem'
import { withToken } from '../core/session'

/** Where the downloaded file lies, `path` below the base path with its query; gone when the mini-program ends. Throws `Failure`. */
export function download(path: string): Promise<string> {
  return withToken(session, (token) => fetched(path, token), isUnauthorized)
}

/** Download a PDF and open it; there it can be sent on and saved. Throws `Failure`. */
export async function openPaper(path: string): Promise<void> {
  const filePath = await download(path)
  await new Promise<void>((opened, failed) => {
    const broken = new Failure('problem', 0, 'not-opened', '文件打不开，请再试一次', null)
    wx.openDocument({ filePath, fileType: 'pdf', showMenu: true, success: () => opened(), fail: () => failed(broken) })
  })
}

function fetched(path: string, token: string): Promise<string> {
  return new Promise((came, failed) => {
    wx.downloadFile({
      url: `${origin()}/api/v1${path}`,
      header: { Authorization: `Bearer ${token}` },
      success: ({ statusCode, tempFilePath }) => (statusCode < 400 ? came(tempFilePath) : failed(refused(statusCode, null, {}))),
      fail: ({ errMsg }) => failed(/DISCONNECTED|offline|-106\b/i.test(errMsg) ? offline() : unknown()),
    })
  })
}

function isUnauthorized(error: unknown): boolean {
  return error instanceof Failure && error.status === 401
}
