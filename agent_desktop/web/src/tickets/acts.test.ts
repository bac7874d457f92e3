import { describe, expect, it } from 'vitest'
import { FORMS, inOrder, span, standing, viewsOf, type Act, type Clock } from './acts'

const clock = (more: Partial<Clock>): Clock => ({
  amount: 10,
  unit: 'working_days',
  name: 'handle', assignment: null, started_at: '2026-11-23T01:00:00Z', due_at: '2026-11-23T11:00:00Z', warn_at: '2026-11-23T09:00:00Z', stopped_at: null, paused: false, late: false, provisional: false, ...more,
})
const at = (text: string): number => Date.parse(text)

describe('a clock', () => {
  it('is calm, warns, and is late', () => {
    expect(standing(clock({}), at('2026-11-23T08:00:00Z'))).toEqual({ tone: 'good', late: false, span: { unit: 'hours', n: 3 } })
    expect(standing(clock({}), at('2026-11-23T10:30:00Z'))).toEqual({ tone: 'caution', late: false, span: { unit: 'minutes', n: 30 } })
    expect(standing(clock({}), at('2026-11-26T11:00:00Z'))).toEqual({ tone: 'bad', late: true, span: { unit: 'days', n: 3 } })
  })
  it('has no colour while it stands still', () => {
    expect(standing(clock({ paused: true }), at('2026-11-26T11:00:00Z')).tone).toBe('')
  })
  it('is told in the unit that people think in', () => {
    expect([span(0), span(47 * 3_600_000), span(48 * 3_600_000)]).toEqual([{ unit: 'minutes', n: 0 }, { unit: 'hours', n: 47 }, { unit: 'days', n: 2 }])
  })
})

describe('views', () => {
  const of = (grants: Record<string, string>) => viewsOf((act) => act in grants, (act) => grants[act] ?? null)
  it('are what one works through', () => {
    expect(of({ 'tickets.read': 'unit', 'tickets.handle': 'unit' })).toEqual(['to_acknowledge', 'working', 'overdue', 'done', 'all'])
    expect(of({ 'tickets.read': 'all', 'tickets.dispatch': 'all' })[0]).toBe('to_dispatch')
    expect(of({ 'tickets.read': 'all', 'tickets.follow_up': 'all' })[0]).toBe('to_follow_up')
  })
})

it('every act has its place and its form', () => {
  const acts = Object.keys(FORMS) as Act[]
  const sorted = inOrder(acts.map((act) => ({ act })))
  expect(sorted.map((one) => one.act).indexOf('dispatch')).toBeLessThan(sorted.map((one) => one.act).indexOf('send_back'))
  expect(acts).toHaveLength(37)
})
