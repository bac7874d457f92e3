import { describe, expect, it } from 'vitest'
import { slotText } from './reports'

describe('reports', () => {
  it('names an interval in the zone that it was asked for', () => {
    const start = '2026-11-23T09:15:00+08:00'
    expect(slotText(start, 'quarter')).toBe('2026-11-23 09:15')
    expect(slotText(start, 'day')).toBe('2026-11-23')
    expect(slotText(start, 'month')).toBe('2026-11')
  })
})
