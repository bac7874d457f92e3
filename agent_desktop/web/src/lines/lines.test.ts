import { describe, expect, it } from 'vitest'
import { doneOf, lineFault, newLine } from './lines'

describe('the register of lines', () => {
  const own = newLine('12345', '热线', [])
  const consumers = newLine('12315', '消费', ['割接', '培训'])

  it('says what keeps a line from being saved', () => {
    const lines = [own, consumers]
    expect(lineFault(lines, own)).toBe('')
    expect(lineFault(lines, { ...own, number: '12' })).toBe('number')
    expect(lineFault([consumers], { ...own, also: ['12315'] })).toBe('taken')
    expect(lineFault([], { ...own, also: ['12345'] })).toBe('taken')
    expect(lineFault([], { ...own, name: ' ' })).toBe('name')
    expect(lineFault([], { ...own, mode: 'sub_center' })).toBe('transfer_to')
    expect(lineFault([], { ...own, mode: 'sub_center', transfer_to: '+862012366' })).toBe('')
    expect(lineFault([], { ...own, since: '2027-01-01', until: '2026-01-01' })).toBe('dates')
    expect(lineFault([], { ...own, checks: [{ what: '', done_on: null }] })).toBe('check')
  })

  it('counts what is done', () => {
    expect(doneOf(own)).toBe('')
    expect(doneOf({ ...consumers, checks: [{ what: '割接', done_on: '2026-11-20' }, { what: '培训', done_on: null }] })).toBe('1/2')
  })
})
