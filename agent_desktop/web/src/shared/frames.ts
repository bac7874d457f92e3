/** Order of the socket's frames, without a socket: a snapshot sets the count, each delta is one more, a gap asks anew. */

export interface Frame<B = unknown> {
  v: 1
  sequence: number
  type: string
  at: string
  body: B
}

export type Verdict = 'snapshot' | 'delta' | 'ping' | 'gap' | 'waiting'

export class FrameOrder {
  private last: number | null = null
  private asked = false

  /** What to do with a frame; after a `gap` deltas are `waiting` until the next snapshot. */
  take(frame: Pick<Frame, 'sequence' | 'type'>): Verdict {
    const inOrder = this.last !== null && frame.sequence === this.last + 1
    this.last = frame.sequence
    if (frame.type === 'snapshot') {
      this.asked = false
      return 'snapshot'
    }
    if (!inOrder && !this.asked) {
      this.asked = true
      return 'gap'
    }
    if (frame.type === 'ping') return 'ping'
    return this.asked ? 'waiting' : 'delta'
  }

  /** A new connection counts from the start. */
  reset(): void {
    this.last = null
    this.asked = false
  }
}

/** Milliseconds before attempt `n` (from 0): doubling from half a second to at most ten, spread over its upper half. */
export function backOff(attempt: number, random: number = Math.random()): number {
  const top = Math.min(10_000, 500 * 2 ** Math.min(attempt, 10))
  return Math.round(top * (0.5 + random / 2))
}
