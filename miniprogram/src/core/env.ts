/** Where the service stands, by the version of the mini-program. Addresses of trial and release are set before the first upload. */

export type EnvVersion = 'develop' | 'trial' | 'release'

/** `make run` on this machine; DevTools and the preview host both mean it. */
export const DEVELOP_ORIGIN = 'http://127.0.0.1:8000'

const ORIGINS: Record<EnvVersion, string> = {
  develop: DEVELOP_ORIGIN,
  trial: 'https://trial.yiqi.example',
  release: 'https://yiqi.example',
}

/** The prefecture's counties, each kept for offline as one file. */
export const COUNTIES: readonly { code: string; name: string }[] = [
  { code: '652701', name: '博乐市' },
  { code: '652722', name: '精河县' },
  { code: '652723', name: '温泉县' },
  { code: '652702', name: '阿拉山口市' },
]

/** Another port for `make run`, set once in DevTools' console: `wx.setStorageSync('develop-port', 8300)`. */
const PORT_KEY = 'develop-port'

/** Storage key of the person whom the fake WeChat signs in; written by the development package only. */
export const DEVELOP_PERSON = 'develop-person'

export function envVersion(): EnvVersion {
  return wx.getAccountInfoSync().miniProgram.envVersion
}

/** Scheme, host and port, no trailing slash. */
export function origin(): string {
  const version = envVersion()
  if (version !== 'develop') return ORIGINS[version]
  const port: unknown = wx.getStorageSync(PORT_KEY)
  return port ? `http://127.0.0.1:${Number(port)}` : DEVELOP_ORIGIN
}
