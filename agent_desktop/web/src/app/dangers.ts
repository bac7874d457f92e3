/** Calls in which a menu heard of danger: which of them are still to be shown. Pure. */
import type { components } from '../shared/schema'

export type CallLine = components['schemas']['CallLine']

/** So long a call is shown unless somebody has seen it. */
export const SHOWN_MS = 30 * 60_000
const MOST_SEEN = 200

/** Calls to show, the newest first: not yet seen here, and of the last half hour or still going on. */
export function open(calls: readonly CallLine[], seen: readonly string[], now: number): CallLine[] {
  return calls.filter((one) => one.danger !== null && !seen.includes(one.call_id) && (one.ended_at === null || now - Date.parse(one.entered_at) < SHOWN_MS))
}

/** What has been seen, with one more; the oldest are forgotten. */
export const withSeen = (seen: readonly string[], call: string): string[] => [...seen.filter((one) => one !== call), call].slice(-MOST_SEEN)

/** What this browser kept of what was seen. */
export function seenOf(kept: string | null): string[] {
  try {
    const found: unknown = JSON.parse(kept ?? '[]')
    return Array.isArray(found) ? found.filter((one) => typeof one === 'string') : []
  } catch {
    return []
  }
}
