/** Faults of fields as the server names them, by field; pure. */
import { Problem } from '../../shared/problem'
import type { FieldName } from '../types'

export interface Fault {
  code: string
  [parameter: string]: unknown
}
export type Faults = Partial<Record<FieldName | 'service_id' | 'reason', Fault>>

/** The fields that a refusal names, `null` when it names none: then it is not about the fields. */
export function faultsOf(error: unknown): Faults | null {
  if (!(error instanceof Problem)) return null
  const fields = error.details['fields']
  if (typeof fields !== 'object' || fields === null || Object.keys(fields).length === 0) return null
  return fields as Faults
}

/** Why something could not be saved now, as far as the agent is concerned. */
export type Hindrance = 'offline' | 'expired' | 'unavailable' | 'refused'

export function hindranceOf(error: unknown): Hindrance {
  if (!(error instanceof Problem)) return 'refused'
  if (error.code === 'offline' || error.code === 'timeout') return 'offline'
  if (error.status === 401) return 'expired'
  if (error.retryable || error.status >= 500) return 'unavailable'
  return 'refused'
}

/** The draft changed in between; with a state, it is not open any more. */
export function isConflict(error: unknown): error is Problem {
  return error instanceof Problem && error.status === 409
}

export function lengthOf(text: string): number {
  return [...text.normalize('NFC').replaceAll('\r\n', '\n').trim()].length
}
