import { describe, expect, it } from 'vitest'
import { clock, count, dateTime, dateTimeSeconds, day, duration, percent, secondsSince, since, startOfDay, ticketNumber } from './formats'

describe('times', () => {
  it('are those of Asia/Shanghai, whatever the zone they come in', () => {
    expect(dateTime('2026-11-23T01:05:59Z')).toBe('2026-11-23 09:05')
    expect(dateTime('2026-11-22T16:00:00Z')).toBe('2026-11-23 00:00')
    expect(dateTimeSeconds('2026-11-23T09:05:30+08:00')).toBe('2026-11-23 09:05:30')
    expect(clock('2026-11-23T01:05:59Z')).toBe('09:05')
    expect(day('2026-11-22T16:00:00Z')).toBe('2026-11-23')
  })

  it('are empty for nothing and for nonsense', () => {
    expect([dateTime(null), dateTime('soon'), clock(undefined)]).toEqual(['', '', ''])
  })

  it('know when a day begins', () => {
    expect(startOfDay('2026-11-23')).toBe('2026-11-22T16:00:00.000Z')
  })
})

describe('lengths', () => {
  it('are minutes and seconds, with hours when there are any', () => {
    expect([0, 5.9, 65, 3599, 3723].map(duration)).toEqual(['0:00', '0:05', '1:05', '59:59', '1:02:03'])
  })

  it('are never negative and empty for nothing', () => {
    expect([duration(-3), duration(null), duration(Number.NaN)]).toEqual(['0:00', '', ''])
  })

  it('say where in a call something was, before its answer with a sign', () => {
    const answered = '2026-11-23T01:00:10Z'
    expect(since(answered, '2026-11-23T01:01:15.900Z')).toBe('1:05')
    expect(since(answered, '2026-11-23T00:59:58Z')).toBe('-0:12')
    expect(since(answered, '2026-11-23T01:00:09.500Z')).toBe('0:00')
    expect([since(null, answered), since(answered, null), since(answered, 'soon')]).toEqual(['', '', ''])
  })

  it('count from a moment', () => {
    expect(secondsSince('2026-11-23T01:00:00Z', Date.parse('2026-11-23T01:01:05Z'))).toBe(65)
    expect(secondsSince(null, 0)).toBeNull()
  })
})

it('shows a ticket number in groups, and leaves alone what is none', () => {
  expect(ticketNumber('4401002611240000014')).toBe('440100 261124 000001 4')
  expect([ticketNumber('44010026'), ticketNumber(null)]).toEqual(['44010026', ''])
})

describe('counts and shares', () => {
  it('are read at a glance', () => {
    expect([0, 999, 12_345].map(count)).toEqual(['0', '999', '12,345'])
    expect([0, 0.004, 0.126, 1].map(percent)).toEqual(['0%', '0.4%', '13%', '100%'])
  })
})
