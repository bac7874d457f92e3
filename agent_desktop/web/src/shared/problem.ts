/** An answer that is no success, as `application/problem+json` names it; `offline` and `timeout` are made here. */

import { duration } from './formats'

export interface FieldFault {
  field: string
  reason: string
  /** What a rule of ours says by a code of its own, with what it names. */
  code?: string
  values?: Record<string, unknown>
}

export class Problem extends Error {
  readonly code: string
  readonly status: number
  readonly retryable: boolean
  readonly errors: FieldFault[]
  /** Everything else the server said: parameters for the sentence in the catalogue. */
  readonly details: Record<string, unknown>

  constructor(code: string, status = 0, details: Record<string, unknown> = {}) {
    super(code)
    this.name = 'Problem'
    this.code = code
    this.status = status
    this.retryable = details['retryable'] === true
    this.errors = Array.isArray(details['errors']) ? (details['errors'] as FieldFault[]) : []
    this.details = details
  }
}

/** Read a failed answer; one that is no problem document becomes `server` with its status. */
export async function problemOf(response: Response): Promise<Problem> {
  try {
    const body: unknown = await response.clone().json()
    if (typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string') {
      return new Problem(body.code, response.status, body as Record<string, unknown>)
    }
  } catch {
    // Not JSON: a proxy or a crash answered.
  }
  return new Problem('server', response.status)
}

/** What a person is told of any error: the sentence for its code, else one for the kind of failure. */
export function sentence(error: unknown, t: (key: string, values: Record<string, unknown>) => string, te: (key: string) => boolean): string {
  const problem = error instanceof Problem ? error : new Problem('unexpected')
  const wait = problem.details['retry_after_seconds']
  const keys = [`${problem.code}_${String(problem.details['reason'] ?? '')}`, problem.code, 'server']
  if (typeof wait === 'number') keys.unshift(`${problem.code}_for`)
  const key = keys.find((each) => te(`problem.${each}`)) ?? 'server'
  const time = typeof wait === 'number' ? duration(wait) : ''
  return t(`problem.${key}`, { ...problem.details, status: problem.status, code: problem.code, time })
}
