import { expect, it } from 'vitest'
import { monthBefore, score, share } from './appraisal'

it('goes back over the new year', () => {
  expect([monthBefore('2026-11-27'), monthBefore('2027-01-01')]).toEqual(['2026-10', '2026-12'])
})

it('shows scores and shares, and nothing as a dash', () => {
  expect([score(77.27), score(null), share(0.953), share(1), share(null)]).toEqual(['77.3', '—', '95.3%', '100%', '—'])
})
