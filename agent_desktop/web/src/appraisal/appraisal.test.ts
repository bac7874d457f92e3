import { expect, it } from 'vitest'
import { costs, counts, monthBefore, score, share, total, type Counts } from './appraisal'

it('goes back over the new year', () => {
  expect([monthBefore('2026-11-27'), monthBefore('2027-01-01')]).toEqual(['2026-10', '2026-12'])
})

it('shows scores and shares, and nothing as a dash', () => {
  expect([score(77.27), score(null), share(0.953), share(1), share(null)]).toEqual(['77.3', '—', '95.3%', '100%', '—'])
})

it('knows which tickets cost points, whether a share should be high or low', () => {
  const inTime = { rate: 'in_time_rate', formula: '', part: 'in_time', whole: 'closed', weight: 30, zero_at: 0.8, full_at: 1 }
  const rework = { rate: 'rework_rate', formula: '', part: 'reworked', whole: 'closed', weight: 10, zero_at: 0.2, full_at: 0 }
  const tickets: Counts[] = [{ closed: 1, in_time: 1 }, { closed: 1 }, { reworked: 1 }, { acknowledged: 1 }]
  expect(tickets.map((one) => [counts(inTime, one), costs(inTime, one)])).toEqual([[true, false], [true, true], [false, false], [false, false]])
  expect(tickets.map((one) => [counts(rework, one), costs(rework, one)])).toEqual([[true, false], [true, false], [true, true], [false, false]])
})

it('adds weights up, one that was emptied counts nothing', () => {
  expect(total([{ weight: 33.3 }, { weight: 66.7 }, { weight: null }])).toBe(100)
})
