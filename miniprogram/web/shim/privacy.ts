/** WeChat's privacy check: the first call of a listed API asks, once per person. */
import { app } from '../host/registry'
import { settings } from '../host/settings'
import { Refusal } from './ending'
import { storage } from './storage'

type Resolve = (answer: { event: 'agree' | 'disagree' | 'exposureAuthorization'; buttonId?: string }) => void
type Ask = (resolve: Resolve, info: { referrer: string }) => void

const AGREED = '$privacy-agreed'
let asker: Ask | null = null
let tapped = false

/** The person tapped a button of open-type agreePrivacyAuthorization. */
export function agreeTapped(): void {
  tapped = true
}

export async function privacyAgreed(api: string): Promise<void> {
  if (!app.__usePrivacyCheck__ || storage.getStorageSync(AGREED) === true) return
  if (settings.privacy === 'unfiled') throw new Refusal('api scope is not declared in the privacy agreement', 112)
  if (!asker) throw new Refusal('privacy permission is not authorized', 104)
  tapped = false
  const { event } = await new Promise<Parameters<Resolve>[0]>((resolve) => asker!(resolve, { referrer: api }))
  if (event !== 'agree') throw new Refusal('privacy permission is not authorized', 104)
  if (!tapped) throw new Refusal('agree without a tap on a button of open-type agreePrivacyAuthorization', 104)
  storage.setStorageSync(AGREED, true)
}

export const privacy = {
  onNeedPrivacyAuthorization: (ask: Ask) => void (asker = ask),
  requirePrivacyAuthorize: () => privacyAgreed('requirePrivacyAuthorize'),
  getPrivacySetting: () => ({ needAuthorization: storage.getStorageSync(AGREED) !== true, privacyContractName: '《益骑隐私保护指引》' }),
  openPrivacyContract: () => undefined,
}
