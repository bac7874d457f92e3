import { describe, expect, it } from 'vitest'
import { count, judge, type Counted } from './quality'

const start: Counted = { at: 0, received: 0, sent: 0, packets: 0, lost: 0, jitter: null, roundTrip: null, lostThere: null }

function look(more: Partial<Counted>): Counted {
  return { ...start, at: 2, received: 16_000, sent: 16_000, packets: 100, jitter: 0.004, roundTrip: 0.02, ...more }
}

describe('quality', () => {
  it('reads the totals of a report', () => {
    const report = [
      { type: 'inbound-rtp', bytesReceived: 3200, packetsReceived: 20, packetsLost: 1, jitter: 0.002 },
      { type: 'outbound-rtp', bytesSent: 1600 },
      { type: 'remote-inbound-rtp', roundTripTime: 0.03, fractionLost: 0.1 },
      { type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.5 },
      { type: 'codec' },
    ]
    expect(count(report, 7)).toEqual({
      at: 7, received: 3200, sent: 1600, packets: 20, lost: 1, jitter: 0.002, roundTrip: 0.03, lostThere: 0.1,
    })
  })

  it.each([
    ['good', {}],
    ['good', { roundTrip: null, jitter: null }],
    ['fair', { roundTrip: 0.3 }],
    ['fair', { jitter: 0.05 }],
    ['fair', { lost: 4 }],
    ['fair', { lostThere: 0.04 }],
    ['poor', { lost: 20 }],
    ['poor', { roundTrip: 0.9 }],
    ['poor', { packets: 0 }],
  ] as const)('is %s with %o', (quality, more) => {
    expect(judge(start, look(more)).quality).toBe(quality)
  })

  it('looks at what happened since the look before', () => {
    const bad = look({ lost: 50 })
    const later = { ...bad, packets: 200 }
    expect(judge(bad, later).loss).toBe(0)
    expect(judge(bad, { ...bad }).silent).toBe(true)
  })
})
