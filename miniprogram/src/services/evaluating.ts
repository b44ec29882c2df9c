/** What somebody who was there says of an activity. */
import { call } from '../core/http'
import type { components } from '../types/api'

type Schemas = components['schemas']
export type Evaluation = Schemas['EvaluationShape']

/** `PUT /shifts/{id}/evaluation`: 1 to 5 and a text that is never published; the last word replaces the one before. */
export function evaluate(shiftId: number, said: Schemas['EvaluationBody'], key: string): Promise<Evaluation> {
  return call({ method: 'PUT', path: `/shifts/${shiftId}/evaluation`, body: said, who: 'person', key })
}
