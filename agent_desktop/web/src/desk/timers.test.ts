import { expect, it } from 'vitest'
import { longestWait, secondsUntil } from './timers'

const now = Date.parse('2026-11-23T01:00:00Z')

it('counts down to zero and stays there', () => {
  expect(secondsUntil('2026-11-23T01:00:29.200Z', now)).toBe(30)
  expect(secondsUntil('2026-11-23T00:59:00Z', now)).toBe(0)
  expect(secondsUntil(null, now)).toBeNull()
  expect(secondsUntil('rubbish', now)).toBeNull()
})

it('finds the longest wait of those who wait', () => {
  expect(
    longestWait(
      [
        { waiting: 1, longest_since: '2026-11-23T00:59:50Z' },
        { waiting: 2, longest_since: '2026-11-23T00:59:40Z' },
        { waiting: 0, longest_since: '2026-11-23T00:00:00Z' },
      ],
      now,
    ),
  ).toBe(20)
  expect(longestWait([{ waiting: 0, longest_since: null }], now)).toBeNull()
})
