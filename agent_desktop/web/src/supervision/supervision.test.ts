import { describe, expect, it } from 'vitest'
import type { LocationQuery } from 'vue-router'
import { addressOf, spanOf, ticksOf } from './supervision'

const standard: [string, string] = ['2026-10-25', '2026-11-23']

describe('the period in the address', () => {
  it('is read and written back', () => {
    const span = spanOf({ part: 'overdue', since: '2026-09-01', until: '2026-09-30' }, standard)
    expect(span).toEqual(['2026-09-01', '2026-09-30'])
    expect(addressOf('meeting', span, standard)).toEqual({ part: 'meeting', since: '2026-09-01', until: '2026-09-30' })
  })
  it('is the standard one where it makes no sense', () => {
    const given: LocationQuery[] = [{}, { since: '2026-09-01' }, { since: 'x', until: 'y' }, { since: '2026-13-01', until: '2026-13-02' }, { since: '2026-09-30', until: '2026-09-01' }]
    for (const query of given) {
      expect(spanOf(query, standard)).toEqual(standard)
    }
  })
  it('does not write the standard one', () => {
    expect(addressOf('overdue', [...standard], standard)).toEqual({ part: 'overdue' })
  })
})

it('reads ticked tickets and nothing else from an entry of the history', () => {
  expect(ticksOf({ ticked: ['4401002611230000011', 'x', 1] })).toEqual(['4401002611230000011'])
  for (const state of [null, undefined, {}, { ticked: 'all' }]) expect(ticksOf(state)).toEqual([])
})
