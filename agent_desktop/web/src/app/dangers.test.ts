import { describe, expect, it } from 'vitest'
import { open, seenOf, SHOWN_MS, withSeen, type CallLine } from './dangers'

const NOW = Date.parse('2026-11-27T02:00:00Z')
const call = (id: string, more: Partial<CallLine> = {}): CallLine =>
  ({ call_id: id, danger: 'fire', entered_at: '2026-11-27T01:59:00Z', ended_at: null, ...more }) as CallLine

describe('dangers', () => {
  it('shows calls of the last half hour, and those that go on for longer', () => {
    const entered_at = new Date(NOW - SHOWN_MS - 1).toISOString()
    const calls = [call('a'), call('b', { ended_at: '2026-11-27T01:59:30Z' }), call('c', { entered_at }), call('d', { entered_at, ended_at: entered_at }), call('e', { danger: null })]
    expect(open(calls, [], NOW).map((one) => one.call_id)).toEqual(['a', 'b', 'c'])
  })

  it('leaves out what was seen', () => {
    expect(open([call('a'), call('b')], ['a'], NOW).map((one) => one.call_id)).toEqual(['b'])
  })

  it('remembers the newest', () => {
    const many = Array.from({ length: 250 }, (_, number) => String(number)).reduce<string[]>(withSeen, [])
    expect([many.length, many[0], many.at(-1)]).toEqual([200, '50', '249'])
    expect(withSeen(['a', 'b'], 'a')).toEqual(['b', 'a'])
    expect([seenOf(null), seenOf('["a", 1]'), seenOf('no'), seenOf('{}')]).toEqual([[], ['a'], [], []])
  })
})
