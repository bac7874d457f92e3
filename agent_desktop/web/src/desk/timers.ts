/** Running times against the server's clock; pure. */

/** Seconds from now until a moment, rounded up so that zero is the end; `null` for no moment. */
export function secondsUntil(until: string | null | undefined, now: number): number | null {
  if (!until) return null
  const moment = Date.parse(until)
  return Number.isNaN(moment) ? null : Math.max(0, Math.ceil((moment - now) / 1000))
}

/** The longest of several waits that go on, in seconds; `null` when nobody waits. */
export function longestWait(queues: readonly { waiting: number; longest_since: string | null }[], now: number): number | null {
  const waits = queues.filter((queue) => queue.waiting > 0 && queue.longest_since).map((queue) => (now - Date.parse(queue.longest_since ?? '')) / 1000)
  return waits.length === 0 ? null : Math.max(0, ...waits)
}
