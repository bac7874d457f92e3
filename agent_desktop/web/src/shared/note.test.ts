import { describe, expect, it } from 'vitest'
import { noteFault, oneLine } from './note'

describe('a note', () => {
  it('is sent as one line', () => {
    expect(oneLine(' 第一行\r\n第二行\t末 ')).toBe('第一行 第二行 末')
    expect(noteFault('第一行\n第二行', 10)).toBe('')
  })

  it('may be as long as allowed, counted in characters', () => {
    expect(noteFault('😀'.repeat(200), 200)).toBe('')
    expect(noteFault('😀'.repeat(201), 200)).toBe('too_long')
  })

  it.each(['\u0000', '\u0007', '\u007f', '\u202e', '\u2066'])('has no character that nobody sees: %j', (unseen) => {
    expect(noteFault(`前${unseen}后`, 200)).toBe('unseen')
  })
})
