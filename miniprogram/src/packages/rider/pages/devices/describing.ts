/** Where an account is signed in, in words; this phone first. No WeChat here. */
import type { Device } from '../../../../services/privacy'
import { r } from '../../../../texts/privacy'
import { agoWords, dateWords, localDate } from '../../../../utils/time'

export interface DeviceLine {
  id: number
  name: string
  mark: string
  used: string
  ends: string
  endName: string
}

const day = (text: string): string => dateWords(localDate(Date.parse(text)))

export function deviceLines(devices: readonly Device[], now: number): DeviceLine[] {
  const own = devices.filter(({ current }) => current)
  return [...own, ...devices.filter(({ current }) => !current)].map((device) => lineOf(device, now))
}

function lineOf({ id, device_name, created_at, last_seen_at, expires_at, current }: Device, now: number): DeviceLine {
  const name = device_name || r.unnamed
  const used = r.lastUsed(agoWords(Date.parse(last_seen_at), now))
  return {
    id,
    name,
    mark: current ? r.thisPhone : '',
    used: `${r.signedInOn(day(created_at))} · ${used}`,
    ends: r.staysUntil(day(expires_at)),
    endName: r.endDeviceName(name),
  }
}
