import { expect, it } from 'vitest'
import { countsOf, dayAfter, everyDay, formulaText, fromTo, growth, lackingOf, lastDays, share } from './figures'

it('shows a share to a tenth, and nothing as a dash', () => {
  expect([share(0.98765), share(0), share(null)]).toEqual(['98.8%', '0.0%', '—'])
})

it('tells growth only against something', () => {
  expect([growth(15, 10), growth(5, 10), growth(10, 10), growth(3, 0)]).toEqual(['+50%', '-50%', '0%', ''])
})

it('counts days over months and years', () => {
  expect(lastDays('2027-01-05', 7)).toEqual(['2026-12-30', '2027-01-05'])
  expect(dayAfter('2026-12-31')).toBe('2027-01-01')
})

it('names a day once where it is the same', () => {
  expect(fromTo('2026-11-23T01:50:00Z', '2026-11-23T02:05:00Z')).toBe('2026-11-23 09:50–10:05')
  expect(fromTo('2026-11-23T15:50:00Z', '2026-11-23T16:05:00Z')).toBe('2026-11-23 23:50–2026-11-24 00:05')
})

it('writes a formula in words', () => {
  expect(formulaText('straight / settled', (name) => (name === 'straight' ? '未退未转' : '已有结果'))).toBe('未退未转 ÷ 已有结果')
})

it('leads from a rate to what it lacks, and from one that should be little to what it has', () => {
  const counts = { straight: 8, settled: 10, reworked: 3, closed: 20 }
  expect(lackingOf('first_dispatch_rate', countsOf('straight / settled'), counts)).toEqual({ behind: 'settled-straight', count: 2 })
  expect(lackingOf('rework_rate', countsOf('reworked / closed'), counts)).toEqual({ behind: 'reworked', count: 3 })
  expect(lackingOf('first_dispatch_rate', [], counts)).toBeNull()
})

it('leaves no day of a period out', () => {
  expect(everyDay('2026-12-30', '2027-01-01', [{ day: '2026-12-31', count: 4 }])).toEqual([
    { day: '2026-12-30', count: 0 },
    { day: '2026-12-31', count: 4 },
    { day: '2027-01-01', count: 0 },
  ])
})
