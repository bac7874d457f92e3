import { describe, expect, it } from 'vitest'
import { choicesOf, type Colleagues } from './choices'

const found: Colleagues = {
  agents: [
    { agent: '1002', shown_state: 'ready', pause_reason: '', free: true },
    { agent: '1003', shown_state: 'talking', pause_reason: '', free: false },
  ],
  queues: [
    { queue: 'hotline_general', name: '', waiting: 2, ready: 1 },
    { queue: 'english', name: '英语', waiting: 0, ready: 3 },
  ],
  directory: [{ code: 'police', name: '110 报警', number: '110', kind: 'emergency' }],
  reasons: [],
  help_reasons: [],
}
const name = (code: string) => (code === 'hotline_general' ? '综合队列' : code)

describe('choices', () => {
  it('keeps who is busy in sight, but not to be chosen', () => {
    expect(choicesOf(found, 'agent', '', name).map((one) => [one.code, one.free])).toEqual([
      ['1002', true],
      ['1003', false],
    ])
  })
  it('finds queues and numbers by name, code and number', () => {
    expect(choicesOf(found, 'queue', '综合', name).map((one) => one.code)).toEqual(['hotline_general'])
    expect(choicesOf(found, 'queue', 'ENG', name).map((one) => one.name)).toEqual(['英语'])
    expect(choicesOf(found, 'outside', '110', name).map((one) => one.number)).toEqual(['110'])
    expect(choicesOf(found, 'outside', '119', name)).toEqual([])
  })
  it('has nothing before it was read', () => {
    expect(choicesOf(null, 'agent', '', name)).toEqual([])
  })
})
