/** Certificates of confirmed hours: one of each issuer and period, free. Days are local, both ends belong to the period. */
import { call } from '../core/http'
import type { components } from '../types/api'
import { noticeVersion } from './person'

type Schemas = components['schemas']
export type OwnCertificate = Schemas['OwnCertificate']
/** what anybody learns by a number; whole minutes */
export type Certificate = Schemas['CertificateShape']

export interface Wanted {
  issuer: number
  period_from: string
  period_to: string
  name_on_paper: string
}

/** What typing the name is the consent to. */
export const PURPOSE = 'certificate_identity'

/** `GET /me/certificates`: the newest first. */
export async function certificates(fresh: boolean): Promise<OwnCertificate[]> {
  const asked = { method: 'GET', path: '/me/certificates', query: { limit: 100 }, who: 'person', fresh } as const
  return (await call<Schemas['OwnCertificates']>(asked)).items
}

/** `POST /certificates`: the same issuer, period and lines have the same number; the name is kept for a day. */
export function issue(wanted: Wanted, key: string): Promise<OwnCertificate> {
  const body = { ...wanted, notice_version: noticeVersion(PURPOSE) ?? null }
  return call({ method: 'POST', path: '/certificates', body, who: 'person', key })
}

/** Where the PDF is, for `services/papers.ts`. */
export function paperOf(number: string): string {
  return `/certificates/${number}/document`
}

/** `GET /certificates/{number}`: anybody may. */
export function lookUp(number: string): Promise<Certificate> {
  return call({ method: 'GET', path: `/certificates/${encodeURIComponent(number)}`, who: 'guest', fresh: true })
}

/** `POST /certificates/{number}/match`: whether name and check code belong to the paper. Nothing is stored. */
export async function matches(number: string, name: string, check_code: string): Promise<boolean> {
  const path = `/certificates/${encodeURIComponent(number)}/match`
  return (await call<Schemas['MatchShape']>({ method: 'POST', path, body: { name, check_code }, who: 'guest' })).match
}
