import { describe, expect, it } from 'vitest'
import { codeOf, faultOf, inChina, kept, phaseOf, type Announcement } from './announcements'

const now = new Date('2026-11-26T10:00:00Z')
const one: Announcement = { code: 'typhoon', name: '台风', prompt: 'own/typhoon', answer: 'hotline/thanks', lines: [], since: '2026-11-26T09:00:00Z', until: '2026-11-26T12:00:00Z' }

describe('announcements', () => {
  it('are coming, heard or over', () => {
    expect(phaseOf(one, now)).toBe('heard')
    expect(phaseOf({ ...one, since: '2026-11-26T11:00:00Z' }, now)).toBe('coming')
    const over = { ...one, until: '2026-11-26T10:00:00Z' }
    expect(phaseOf(over, now)).toBe('over')
    expect(kept([one, over], now)).toEqual([one])
  })

  it('have codes of their own', () => {
    expect(codeOf(now, [])).toBe('a2611261000')
    expect(codeOf(now, ['a2611261000'])).toBe('a2611261000_2')
  })

  it('show China\'s time on any computer', () => {
    expect(inChina('2026-11-26T10:30:00Z')).toBe('2026-11-26T18:30:00')
    expect(inChina('')).toBe('')
  })

  it('say what is missing', () => {
    expect(faultOf(one, now)).toBe('')
    expect(faultOf({ ...one, name: ' ' }, now)).toBe('name')
    expect(faultOf({ ...one, prompt: '' }, now)).toBe('prompt')
    expect(faultOf({ ...one, until: '2026-11-26T10:00:00Z' }, now)).toBe('until')
  })
})
