import { describe, expect, it } from 'vitest'
import { isUnsettled } from './settled'

const ended = '2026-11-23T09:05:00Z'
const soon = Date.parse(ended) + 5_000
const settled = {
  answered_at: '2026-11-23T09:04:00Z',
  ended_at: ended,
  recording: { state: 'verified' },
  transcript: { source: 'recording' },
  ticket: { service_id: '4401002611230000011' },
  withheld: false,
} satisfies Parameters<typeof isUnsettled>[0]

describe('isUnsettled', () => {
  it.each([
    ['nothing is awaited', {}, false],
    ['no ticket was made', { ticket: null }, false],
    ['the call goes on', { ended_at: null }, true],
    ['no recording is known yet', { recording: null }, true],
    ['the recording is to be checked', { recording: { state: 'to_verify' } }, true],
    ['the recording is missing and the words are live', { recording: { state: 'missing' }, transcript: { source: 'live' as const } }, true],
    ['the words are those heard live', { transcript: { source: 'live' as const } }, true],
    ['the ticket has no number yet', { ticket: { service_id: null } }, true],
    ['it was not answered', { answered_at: null, recording: null, ticket: null }, false],
    ['it is withheld', { withheld: true, recording: null }, false],
  ])('%s', (_, change, expected) => {
    expect(isUnsettled({ ...settled, ...change }, soon)).toBe(expected)
  })

  it('gives up a quarter of an hour after the end', () => {
    expect(isUnsettled({ ...settled, recording: null }, soon + 15 * 60_000)).toBe(false)
  })
})
