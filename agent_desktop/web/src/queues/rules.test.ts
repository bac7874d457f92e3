import { describe, expect, it } from 'vitest'
import { codeFor, folded, membersOf, newQueue, newStep, rulesOf, type Rules } from './rules'

const rules = rulesOf({
  queues: { hotline_general: newQueue('', []), english: { ...newQueue('英语', ['english']), neighbours: { yue: 20 } } },
  skills: {},
  agents: { '1001': { english: 1 }, '1002': { yue: 2 }, '1003': {} },
}) as Rules

describe('queue rules', () => {
  it('counts the members that a queue would have', () => {
    expect(membersOf(rules, rules.queues['english']!, ['1001', '1002', '1003'])).toEqual({ own: 1, near: 1 })
    expect(membersOf(rules, rules.queues['hotline_general']!, ['1001', '1003'])).toEqual({ own: 2, near: 0 })
  })

  it('names what is new by a code that the switch takes', () => {
    expect(codeFor('English desk', [], 'queue')).toBe('english_desk')
    expect(codeFor('英语', ['queue'], 'queue')).toBe('queue_2')
    expect(codeFor('general', [], 'queue')).toBe('general_2')
  })

  it('puts a new step behind those that are there', () => {
    const first = newStep('raise', [])
    const second = newStep('raise', [first])
    expect([first.after_seconds, second.after_seconds]).toEqual([10, 20])
    expect(second).toMatchObject({ priority: 2 })
  })

  it('leaves out what stays, far from any change', () => {
    const lines = [...Array(9).keys()].map((n) => ({ kind: n === 4 ? 'added' : 'same', text: String(n) }))
    expect(folded(lines, 1).map((line) => ('count' in line ? `…${line.count}` : line.text))).toEqual(['…3', '3', '4', '5', '…3'])
    expect(folded([{ kind: 'same', text: 'a' }])).toEqual([{ kind: 'left_out', count: 1 }])
  })
})
