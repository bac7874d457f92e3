import { expect, it } from 'vitest'
import { dayAfter, everyDay, formulaText, growth, lastDays, share } from './figures'

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

it('writes a formula in words', () => {
  expect(formulaText('straight / dispatched', (name) => (name === 'straight' ? '未退未转' : '派出'))).toBe('未退未转 ÷ 派出')
})

it('leaves no day of a period out', () => {
  expect(everyDay('2026-12-30', '2027-01-01', [{ day: '2026-12-31', count: 4 }])).toEqual([
    { day: '2026-12-30', count: 0 },
    { day: '2026-12-31', count: 4 },
    { day: '2027-01-01', count: 0 },
  ])
})
