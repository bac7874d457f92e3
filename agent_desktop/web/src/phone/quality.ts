/** Quality of a call's audio from two looks at `RTCPeerConnection.getStats()`. */
import type { PhoneQuality } from '../shared/phone-channel'

/** Totals of one look; times in seconds. */
export interface Counted {
  at: number
  received: number
  sent: number
  packets: number
  lost: number
  jitter: number | null
  roundTrip: number | null
  /** Share that the other side says it lost, 0 to 1. */
  lostThere: number | null
}

/** Times in milliseconds, shares 0 to 1, bytes in all. */
export interface Figures {
  quality: PhoneQuality
  roundTrip: number | null
  loss: number
  jitter: number | null
  received: number
  sent: number
  /** No packet came since the look before. */
  silent: boolean
}

const bounds = {
  good: { roundTrip: 200, loss: 0.02, jitter: 30 },
  fair: { roundTrip: 400, loss: 0.05, jitter: 60 },
}

/** Read the totals of a look. */
export function count(report: Iterable<Record<string, unknown>>, at: number): Counted {
  const found: Counted = { at, received: 0, sent: 0, packets: 0, lost: 0, jitter: null, roundTrip: null, lostThere: null }
  const number = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : null)
  for (const entry of report) {
    if (entry['type'] === 'inbound-rtp') {
      found.received += number(entry['bytesReceived']) ?? 0
      found.packets += number(entry['packetsReceived']) ?? 0
      found.lost += number(entry['packetsLost']) ?? 0
      found.jitter = number(entry['jitter'])
    } else if (entry['type'] === 'outbound-rtp') {
      found.sent += number(entry['bytesSent']) ?? 0
    } else if (entry['type'] === 'remote-inbound-rtp') {
      found.roundTrip = number(entry['roundTripTime']) ?? found.roundTrip
      found.lostThere = number(entry['fractionLost'])
    } else if (entry['type'] === 'candidate-pair' && entry['nominated'] === true) {
      found.roundTrip ??= number(entry['currentRoundTripTime'])
    }
  }
  return found
}

/** Judge what happened between two looks. */
export function judge(before: Counted, now: Counted): Figures {
  const came = Math.max(0, now.packets - before.packets)
  const missing = Math.max(0, now.lost - before.lost)
  const loss = Math.max(came + missing > 0 ? missing / (came + missing) : 0, now.lostThere ?? 0)
  const figures = {
    roundTrip: now.roundTrip === null ? null : now.roundTrip * 1000,
    loss,
    jitter: now.jitter === null ? null : now.jitter * 1000,
    received: now.received,
    sent: now.sent,
    silent: came === 0,
  }
  const within = (bound: { roundTrip: number; loss: number; jitter: number }) =>
    !figures.silent && (figures.roundTrip ?? 0) <= bound.roundTrip && loss <= bound.loss && (figures.jitter ?? 0) <= bound.jitter
  return { ...figures, quality: within(bounds.good) ? 'good' : within(bounds.fair) ? 'fair' : 'poor' }
}
