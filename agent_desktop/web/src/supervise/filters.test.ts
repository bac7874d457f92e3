import { describe, expect, it } from 'vitest'
import type { LocationQuery } from 'vue-router'
import { asked, dayAfter, filtersOf, noFilters, queryOf } from './filters'

describe('filters in the address', () => {
  it('are read back as they were written', () => {
    const filters = { from: '2026-11-01', to: '2026-11-23', agent: '1001', outcome: 'abandoned' }
    expect(filtersOf(queryOf(filters))).toEqual(filters)
    expect(queryOf(noFilters)).toEqual({})
  })

  it.each<LocationQuery>([
    { from: 'soon', agent: '10 01', outcome: '<b>' },
    { from: '2026-13-45', to: ['2026-11-01', '2026-11-02'] },
    { agent: 'a'.repeat(33), outcome: 'Answered' },
  ])('that make no sense count as not given: %o', (query) => expect(filtersOf(query)).toEqual(noFilters))
})

describe('the question to the server', () => {
  it('covers whole days of Asia/Shanghai', () => {
    expect(asked({ ...noFilters, from: '2026-11-23', to: '2026-11-23' })).toEqual({
      since: '2026-11-22T16:00:00.000Z',
      until: '2026-11-23T16:00:00.000Z',
    })
  })

  it('knows the day after the last of a month', () => expect(dayAfter('2026-11-30')).toBe('2026-12-01'))
})
