import { describe, expect, it } from 'vitest'
import { byField, daysOf, lengthOf, spanOf, type FieldRow } from './figures'

const row = (field: string, key: string, shown: number, kept: number): FieldRow => ({ field, key, shown, kept, edited: shown - kept, cleared: 0, hints: 2, hint_taken: 1, typed: 1, kept_rate: shown ? kept / shown : null })

describe('figures of pre-fill', () => {
  it('are asked for by whole days', () => {
    expect(daysOf('today', '2026-11-23')).toEqual(['2026-11-23', '2026-11-23'])
    expect(daysOf('week', '2026-03-02')).toEqual(['2026-02-24', '2026-03-02'])
    expect(daysOf('month', '2026-11-23')).toEqual(['2026-10-25', '2026-11-23'])
    expect(spanOf(['2026-12-01', '2026-12-31'])).toEqual({ since: '2026-12-01T00:00:00', until: '2027-01-01T00:00:00' })
    expect(lengthOf(['2026-12-31', '2027-01-01'])).toBe(2)
  })

  it('are put together by field, in the order of the form', () => {
    const found = byField([row('place', '交通', 4, 1), row('kind', '交通', 1, 1), row('kind', '城建', 3, 2), row('new_one', '城建', 0, 0)], 'category')
    expect(found.map((one) => one.field)).toEqual(['kind', 'place', 'new_one'])
    expect(found[0]!.total).toMatchObject({ shown: 4, kept: 3, edited: 1, hints: 4, kept_rate: 0.75 })
    expect(found[0]!.rows.map((one) => one.key)).toEqual(['城建', '交通'])
    expect(found[2]!.total.kept_rate).toBeNull()
    expect(byField([row('kind', '', 1, 1)], '')[0]!.rows).toEqual([])
  })
})
