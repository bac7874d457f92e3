import { describe, expect, it } from 'vitest'
import { useRequests } from './requests'

describe('an id of what is asked', () => {
  it('stays until it was answered, and is another for another question', () => {
    const of = useRequests()
    const first = of({ act: 'contact', text: 'one' })
    expect(of({ act: 'contact', text: 'one' })).toBe(first)
    const other = of({ act: 'contact', text: 'two' })
    expect(other).not.toBe(first)
    of.answered()
    expect(of({ act: 'contact', text: 'two' })).not.toBe(other)
  })
})
