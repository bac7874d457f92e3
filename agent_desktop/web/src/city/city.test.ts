import { describe, expect, it } from 'vitest'
import { branches, changes, freeCode, type Organisation, type Unit } from './city'

const unit = (code: string, parent: string | null, name = code): Unit => ({ code, name, level: 'city', parent, substitute: null, since: null, until: null, contacts: [], roster: [] })
const units = [unit('city', null, '市政府'), unit('water', 'city', '水务局'), unit('tianhe', 'city', '天河区'), unit('shipai', 'tianhe', '石牌街道')]

describe('the tree of units', () => {
  it('stands below each other', () => {
    expect(branches(units, '').map((one) => [one.unit.code, one.depth])).toEqual([
      ['city', 0],
      ['water', 1],
      ['tianhe', 1],
      ['shipai', 2],
    ])
  })
  it('keeps what stands above what is found', () => {
    expect(branches(units, '石牌').map((one) => one.unit.code)).toEqual(['city', 'tianhe', 'shipai'])
  })
  it('shows a unit whose parent is gone', () => {
    expect(branches([unit('lost', 'gone')], '').map((one) => one.unit.code)).toEqual(['lost'])
  })
  it('finds a free code', () => {
    expect(freeCode([...units, unit('unit_6', null)])).toBe('unit_7')
  })
})

it('counts what differs, duties with their unit', () => {
  const before = { version: 1, units, duties: [] } as unknown as Organisation
  const duty = { unit: 'water', classes: ['a'], districts: [], streets: [], communities: [], basis: '' }
  const after = { version: 1, units: [...units.slice(0, 3), unit('new', 'city')], duties: [duty] } as unknown as Organisation
  expect(changes(before, after)).toEqual({ added: 1, changed: 1, removed: 1 })
})
