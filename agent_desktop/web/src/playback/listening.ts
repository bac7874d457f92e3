/** The right to look and listen: asked for once, with a purpose where the server wants one. */
import { answer, api } from '../shared/api'
import { Problem } from '../shared/problem'
import type { components } from '../shared/schema'

export interface Purpose {
  purpose: (typeof PURPOSES)[number]
  note: string
}

export type Grant = components['schemas']['ListenGrant']
export type Leg = Grant['legs'][number]['leg']

export const PURPOSES = ['quality_review', 'complaint_handling', 'dispute', 'training', 'legal_request', 'other'] as const
/** What is sent where the server may need none: of one's own call. */
export const NO_PURPOSE = { note: '' }

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
  const asked = { params: { path: { call_id: call } }, body: purpose ?? NO_PURPOSE }
  return answer(api.POST('/api/v1/calls/{call_id}/listen', asked)) as Promise<Grant>
}
