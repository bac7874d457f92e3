import { describe, expect, it } from 'vitest'
import { batchesOf, classLabel, fitsBatch, formOf, FORMS, inOrder, nextUnit, span, standing, viewsOf, why, whyShort, type Act, type Clock, type Listed, type Ticket } from './acts'

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
    expect(of({ 'tickets.read': 'unit', 'tickets.handle': 'unit' })).toEqual(['to_acknowledge', 'working', 'due_soon', 'overdue', 'supervised', 'done', 'all'])
    expect(of({ 'tickets.read': 'all', 'tickets.dispatch': 'all' })[0]).toBe('to_dispatch')
    expect(of({ 'tickets.read': 'all', 'tickets.follow_up': 'all' })[0]).toBe('to_follow_up')
    expect([of({ 'tickets.read': 'all', 'confidential.read': 'all' }), of({ 'tickets.read': 'all', 'confidential.read': 'own' })].map((one) => one.includes('to_name'))).toEqual([true, false])
  })
})

it('every act has its place and its form', () => {
  const acts = Object.keys(FORMS) as Act[]
  const sorted = inOrder(acts.map((act) => ({ act })))
  expect(sorted.map((one) => one.act).indexOf('dispatch')).toBeLessThan(sorted.map((one) => one.act).indexOf('send_back'))
  expect(acts).toHaveLength(39)
})

it('an approval asks more of a matter of law and of what others wait for', () => {
  const asks = (is_case: boolean, leads: number) => formOf('approve', { is_case, leads })
  expect([asks(false, 0), asks(true, 0), asks(true, 3)]).toEqual([[], ['lawful'], ['lawful', 'joined_text']])
  expect(formOf('reply', { is_case: true, leads: 3 })).toEqual(FORMS.reply)
})

describe('several at once', () => {
  it('is offered to who may, where nothing has to be read first', () => {
    expect(batchesOf('to_dispatch', (act) => act === 'tickets.dispatch')).toEqual(['dispatch', 'join'])
    expect(batchesOf('to_dispatch', () => false)).toEqual([])
    expect(batchesOf('to_acknowledge', () => true)).toEqual(['acknowledge'])
    expect(batchesOf('to_review', () => true)).toEqual([])
  })
  it('takes those that stand as the view says', () => {
    const of = (state: string) => ({ state }) as Listed
    expect([fitsBatch('to_dispatch', of('accepted')), fitsBatch('to_dispatch', of('handling')), fitsBatch('all', of('accepted'))]).toEqual([true, false, false])
  })
})

describe('a suggested unit', () => {
  const unit = (code: string) => ({ unit: { code, name: code }, reasons: [], acts_for: null })
  const ticket = (lead: string, sentBack: string) =>
    ({ lead: { code: lead, name: lead }, candidates: ['lamps', 'water', 'gas'].map(unit), assignments: [{ unit: { code: sentBack, name: sentBack }, state: 'sent_back' }] }) as unknown as Ticket
  it('is none that leads or that sent it back', () => {
    expect([nextUnit(ticket('', '')), nextUnit(ticket('lamps', '')), nextUnit(ticket('lamps', 'water')), nextUnit(null)]).toEqual(['lamps', 'water', 'gas', ''])
  })
  it('is told with why, whole and in a few words', () => {
    const classes = [{ code: 'a', label: '甲', children: [{ code: 'b', label: '乙', children: [] }] }]
    const say = (key: string, values: Record<string, unknown>) => `${key} ${Object.values(values).join(' ')}`.trim()
    const duty = { code: 'duty', details: { class: 'b', place: '街', basis: '清单' } }
    expect([classLabel(classes, 'b'), classLabel(classes, 'c')]).toEqual(['乙', 'c'])
    expect([why(duty, classes, say), whyShort(duty, say)]).toEqual(['tickets.why.duty 清单 乙  · 街', 'tickets.why_short.duty b 街 清单'])
    expect(whyShort({ code: 'duty', details: { class: '', place: '街', basis: '' } }, say)).toBe('tickets.why_short.duty_place  街')
    expect(why({ code: 'history', details: { kept: 9, sent_back: 1 } }, classes, say)).toBe('tickets.why.history 9 1')
  })
})
