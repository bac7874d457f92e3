import { describe, expect, it } from 'vitest'
import { alteredOf, shownValue } from './differences'

describe('differences between two versions', () => {
  it('stand by step, whole steps as added or removed', () => {
    expect(
      alteredOf([
        { path: ['start'], before: 'welcome', after: 'office' },
        { path: ['nodes', 'office'], before: null, after: { type: 'hours' } },
        { path: ['nodes', 'english'], before: { type: 'enqueue' }, after: null },
        { path: ['nodes', 'welcome', 'timeout_seconds'], before: 3, after: 5 },
        { path: ['nodes', 'welcome', 'prompt'], before: ['a', 'b'], after: ['a'] },
      ]),
    ).toEqual([
      { node: '', what: 'changed', fields: [{ field: 'start', before: 'welcome', after: 'office' }] },
      { node: 'english', what: 'removed', fields: [] },
      { node: 'office', what: 'added', fields: [] },
      {
        node: 'welcome',
        what: 'changed',
        fields: [
          { field: 'timeout_seconds', before: '3', after: '5' },
          { field: 'prompt', before: 'a、b', after: 'a' },
        ],
      },
    ])
  })

  it('has a word for nothing', () => {
    expect([null, undefined, '', []].map(shownValue)).toEqual(['—', '—', '—', '—'])
    expect(shownValue({ a: 1 })).toBe('{"a":1}')
    expect(shownValue(0)).toBe('0')
  })
})
