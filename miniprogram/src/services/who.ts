/** Who holds the phone, without a request; small, for the first screen. Acts of a person: `services/person.ts`. */
import { session } from '../core/http'

let told: (() => void)[] = []

export function isSignedIn(): boolean {
  return session.account() !== null
}

/** `public_no` of whoever signed in on this phone. */
export function accountNo(): string | null {
  return session.account()
}

/** Called after signing in and out. */
export function onPerson(tell: () => void): void {
  told.push(tell)
}

export function offPerson(tell: () => void): void {
  told = told.filter((one) => one !== tell)
}

/** Somebody signed in or out. */
export function tellPerson(): void {
  for (const tell of told) tell()
}
