import { describe, expect, it } from 'vitest'
import { shelf } from './samples'
import { forgetUnsent, Unsent } from './unsent'

describe('what is unsent', () => {
  it('is there after a reload until the server has it', () => {
    const kept = shelf()
    new Unsent('a1', kept).keep('c1', 'place', '中山路')
    new Unsent('a1', kept).keep('c1', 'summary', '灯')
    const again = new Unsent('a1', kept)
    expect(again.contacts()).toEqual(['c1'])
    again.sent('c1', { place: '中山路' })
    expect(again.fields('c1')).toEqual({ summary: '灯' })
    again.sent('c1', { summary: '灯' })
    expect(kept.length).toBe(0)
  })

  it('is what was typed after the sending', () => {
    const unsent = new Unsent('a1', shelf())
    unsent.keep('c1', 'place', '中山路3号')
    unsent.sent('c1', { place: '中山路' })
    expect(unsent.fields('c1')).toEqual({ place: '中山路3号' })
  })

  it('belongs to an account', () => {
    const kept = shelf()
    new Unsent('a1', kept).keep('c1', 'place', '中山路')
    expect(new Unsent('a2', kept).contacts()).toEqual([])
  })

  it('survives a storage that refuses, and one that holds rubbish', () => {
    const full = { ...shelf(), setItem: () => { throw new Error('full') } }
    expect(() => new Unsent('a1', full).keep('c1', 'place', '中山路')).not.toThrow()
    const rubbish = shelf()
    rubbish.setItem('hotline.unsent:a1:c1', '{"version":')
    expect(new Unsent('a1', rubbish).fields('c1')).toEqual({})
  })
})

it('submits a contact under one id, also after a reload', () => {
  const kept = shelf()
  let made = 0
  const make = () => `r${(made += 1)}`
  expect(new Unsent('a1', kept).requestId('c1', make)).toBe('r1')
  expect(new Unsent('a1', kept).requestId('c1', make)).toBe('r1')
  expect(new Unsent('a1', kept).requestId('c2', make)).toBe('r2')
})

it('is forgotten at log-out, and when somebody else works here', () => {
  const kept = shelf()
  kept.setItem('hotline.theme', 'dark')
  new Unsent('a1', kept).keep('c1', 'place', '中山路')
  new Unsent('a2', kept).keep('c2', 'place', '北京路')
  forgetUnsent(kept, 'a2')
  expect(new Unsent('a1', kept).contacts()).toEqual([])
  expect(new Unsent('a2', kept).contacts()).toEqual(['c2'])
  forgetUnsent(kept)
  expect(kept.length).toBe(1)
})
