import { describe, expect, it } from 'vitest'
import { readWhen, writtenWhen } from './readwhen'
import { CHINESE, ENGLISH, isoOf, wallOf, whenText } from './when'

const now = Date.parse('2026-11-23T09:05:00+08:00')

describe('a time in plain words', () => {
  it.each([
    ['2026-11-23T09:05:00+08:00', '今天上午9点05分'],
    ['2026-11-22T22:30:00+08:00', '昨天晚上10点半'],
    ['2026-11-22T14:30:00Z', '昨天晚上10点半'],
    ['2026-11-22', '昨天'],
    ['2026-11-21T15:00:00+08:00', '前天下午3点'],
    ['2026-11-10T00:20:00+08:00', '11月10日凌晨0点20分'],
    ['2025-12-31T12:00:00+08:00', '2025年12月31日中午12点'],
    ['不是时间', '不是时间'],
  ])('%s is %s', (value, text) => {
    expect(whenText(value, now, CHINESE)).toBe(text)
  })

  it('tells spans, whole days and the same day once', () => {
    expect(whenText({ from: '2026-11-22T20:00:00+08:00', to: '2026-11-22T22:00:00+08:00' }, now, CHINESE)).toBe('昨天晚上8点 至 晚上10点')
    expect(whenText({ from: '2026-11-22T00:00:00+08:00', to: '2026-11-22T23:59:59+08:00' }, now, CHINESE)).toBe('昨天全天')
    expect(whenText({ from: '2026-11-20', to: '2026-11-22' }, now, CHINESE)).toBe('大前天 至 昨天')
    expect(whenText({ from: '2026-11-22T20:00:00+08:00', to: '2026-11-23T08:00:00+08:00' }, now, ENGLISH)).toBe('yesterday 20:00 to today 08:00')
  })

  it('is empty for nothing', () => {
    expect(whenText(null, now, CHINESE)).toBe('')
  })
})

describe('a typed time', () => {
  it.each([
    ['昨天 22:30', '2026-11-22T22:30:00+08:00'],
    ['昨晚10点半', '2026-11-22T22:30:00+08:00'],
    ['前天下午三点', '2026-11-21T15:00:00+08:00'],
    ['今天上午9点05分', '2026-11-23T09:05:00+08:00'],
    ['11-22 8:00', '2026-11-22T08:00:00+08:00'],
    ['11月2日', '2026-11-02'],
    ['12-31', '2025-12-31'],
    ['2026-11-22', '2026-11-22'],
    ['2026年11月22日 晚上十点', '2026-11-22T22:00:00+08:00'],
    ['2026-11-22 22:30', '2026-11-22T22:30:00+08:00'],
    ['8:15', '2026-11-23T08:15:00+08:00'],
    ['１０：３０', '2026-11-23T10:30:00+08:00'],
    ['刚才', '2026-11-23T09:05:00+08:00'],
    ['yesterday 22:30', '2026-11-22T22:30:00+08:00'],
  ])('%s is %s', (text, value) => {
    expect(readWhen(text, now)).toBe(value)
  })

  it('may be a span, whose end is on the same day unless it says otherwise', () => {
    expect(readWhen('昨天 20:00 至 22:00', now)).toEqual({ from: '2026-11-22T20:00:00+08:00', to: '2026-11-22T22:00:00+08:00' })
    expect(readWhen('11-20 到 11-22', now)).toEqual({ from: '2026-11-20', to: '2026-11-22' })
    expect(readWhen('11-20 - 11-22', now)).toEqual({ from: '2026-11-20', to: '2026-11-22' })
  })

  it.each(['很久以前', '25:00', '11-31', '2026-13-01', '昨天 22:61', '22:00 至 20:00', '1 至 2 至 3', '<script>', '13', '😀'])('%s is none', (text) => {
    expect(readWhen(text, now)).toBeUndefined()
  })

  it('is written as it is read', () => {
    for (const value of ['2026-11-22T22:30:00+08:00', '2026-11-22', { from: '2026-11-20', to: '2026-11-22' }]) {
      expect(readWhen(writtenWhen(value, wallOf), now)).toEqual(value)
    }
    expect(readWhen('', now)).toBeNull()
  })

  it('keeps days that do not exist out', () => {
    expect(wallOf('2026-02-30')).toBeNull()
    expect(isoOf({ year: 2026, month: 2, day: 3, minute: null })).toBe('2026-02-03')
  })
})
