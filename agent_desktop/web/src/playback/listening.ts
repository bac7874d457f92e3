/** The right to look and listen: asked for once, with a purpose where the server wants one. */
import { ask } from '../shared/api'
import { Problem } from '../shared/problem'
import type { components } from '../shared/schema'

export interface Purpose {
  purpose: string
  note?: string
}

export type Grant = components['schemas']['ListenGrant']
export type Leg = Grant['legs'][number]['leg']

export const PURPOSES = ['quality_review', 'complaint_handling', 'dispute', 'training', 'legal_request', 'other'] as const

/** Whether a refusal asks for a purpose, or for a note beside it. */
export function needsPurpose(error: unknown): boolean {
  if (!(error instanceof Problem) || error.code !== 'bad_input') return false
  const fields = error.details['fields']
  return typeof fields === 'object' && fields !== null && ('purpose' in fields || 'note' in fields)
}

/** What `asked` answers; `null` after `needed` was called because a purpose has to be given first. */
export async function askWithPurpose<T>(asked: () => Promise<T>, needed: () => void): Promise<T | null> {
  try {
    return await asked()
  } catch (error) {
    if (!needsPurpose(error)) throw error
    needed()
    return null
  }
}

export function listen(call: string, purpose: Purpose | null): Promise<Grant> {
  return ask<Grant>('POST', `/api/v1/calls/${encodeURIComponent(call)}/listen`, { body: purpose ?? {} })
}
