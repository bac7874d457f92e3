import { describe, expect, it } from 'vitest'
import { digits, unfitName } from './credentials'

describe('codes', () => {
  it.each([['123456', '123456'], ['123 456', '123456'], ['１２３４５６', '123456'], ['12a-34', '1234'], ['', '']])('%s is read as %s', (typed, read) => {
    expect(digits(typed)).toBe(read)
  })
})

describe('names', () => {
  it.each(['1001', 'supervisor', ' 1001 ', '张三'])('%s may be one', (name) => expect(unfitName(name)).toBe(false))
  it.each(['10\u000001', 'a\u202eb', 'a\u200bb', 'a\tb', '\u2066x'])('%j is none', (name) => expect(unfitName(name)).toBe(true))
})
