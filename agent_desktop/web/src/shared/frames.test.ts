import { describe, expect, it } from 'vitest'
import { backOff, FrameOrder } from './frames'

const frame = (sequence: number, type = 'agent') => ({ sequence, type })

describe('order of frames', () => {
  it('applies deltas after a snapshot', () => {
    const order = new FrameOrder()
    expect([frame(1, 'snapshot'), frame(2), frame(3, 'ping'), frame(4)].map((f) => order.take(f))).toEqual([
      'snapshot', 'delta', 'ping', 'delta',
    ])
  })

  it('asks once when a number is missing and holds deltas until the snapshot', () => {
    const order = new FrameOrder()
    order.take(frame(1, 'snapshot'))
    expect([frame(3), frame(4), frame(6), frame(7, 'snapshot'), frame(8)].map((f) => order.take(f))).toEqual([
      'gap', 'waiting', 'waiting', 'snapshot', 'delta',
    ])
  })

  it('asks when the first frame is no snapshot', () => {
    expect(new FrameOrder().take(frame(1))).toBe('gap')
  })

  it('asks again when the next gap comes', () => {
    const order = new FrameOrder()
    expect([frame(1, 'snapshot'), frame(5), frame(6, 'snapshot'), frame(9)].map((f) => order.take(f))).toEqual([
      'snapshot', 'gap', 'snapshot', 'gap',
    ])
  })

  it('starts anew with a connection', () => {
    const order = new FrameOrder()
    order.take(frame(9, 'snapshot'))
    order.reset()
    expect(order.take(frame(1, 'snapshot'))).toBe('snapshot')
  })
})

describe('back-off', () => {
  it('doubles to ten seconds and never goes below half of its step', () => {
    expect([0, 1, 2, 3, 9].map((n) => backOff(n, 1))).toEqual([500, 1000, 2000, 4000, 10000])
    expect(backOff(3, 0)).toBe(2000)
  })
})
