import { describe, expect, it } from 'vitest'
import { cut, isTooWide, momentsOf, soughtIn, spanOf, wantedFault, type WordsPlace } from './found'

/** Pieces as one text, what was found in brackets. */
const shown = (text: string, wanted: string) => cut(text, wanted).map((piece) => (piece.found ? `[${piece.text}]` : piece.text)).join('')

describe('a text around what was looked for', () => {
  it.each([
    ['…中山大道的路灯坏了，麻烦…', '路灯', '…中山大道的[路灯]坏了，麻烦…'],
    ['路灯坏了，路灯不亮', '路灯', '[路灯]坏了，[路灯]不亮'],
    ['路灯路灯', '路灯', '[路灯][路灯]'],
    ['路灯', '路灯', '[路灯]'],
    ['哈哈哈', '哈哈', '[哈哈]哈'],
    ['没有', '路灯', '没有'],
    ['Wifi 和 WIFI', 'wifi', '[Wifi] 和 [WIFI]'],
    ['ab', '', 'ab'],
    ['', '路灯', ''],
  ])('%s with %s', (text, wanted, expected) => expect(shown(text, wanted)).toBe(expected))

  it.each(['.*', 'a|b', '(ab', '[a]', '{2}', '\\d', '$&', '^ab', '<b>', 'a-b', 'a/b', '一 二'])('takes %s as it is written', (wanted) => {
    expect(shown(`前${wanted}后`, wanted)).toBe(`前[${wanted}]后`)
    expect(shown('前xab后', wanted)).toBe('前xab后')
  })

  it('cuts no character in two', () => {
    expect(cut('一😀😁二', '😁')).toEqual([{ text: '一😀', found: false }, { text: '😁', found: true }, { text: '二', found: false }])
    expect(cut('𠮷野', '\udfb7')).toEqual([{ text: '𠮷野', found: false }])
  })

  it('loses nothing of the text', () => {
    const text = '…我要投诉，路灯坏了。İ路灯…'
    expect(cut(text, '路灯').map((piece) => piece.text).join('')).toBe(text)
  })
})

describe('what is looked for', () => {
  it.each([
    ['路', 'too_short'],
    ['😀', 'too_short'],
    ['路灯', ''],
    ['一'.repeat(40), ''],
    ['😀'.repeat(40), ''],
    ['一'.repeat(41), 'too_long'],
    ['路\u202e灯', 'unseen'],
  ])('%s: %s', (text, fault) => expect(wantedFault(text)).toBe(fault))
})

describe('the time that is searched', () => {
  const today = '2026-11-27'

  it.each([
    ['', '', '2026-10-29', '2026-11-27', true],
    ['2026-11-01', '2026-11-03', '2026-11-01', '2026-11-03', false],
    ['2026-11-01', '', '2026-11-01', '2026-11-27', false],
    ['2026-12-05', '', '2026-12-05', '2026-12-05', false],
    ['', '2026-03-30', '2026-03-01', '2026-03-30', false],
    ['2026-11-03', '2026-11-01', '2026-11-01', '2026-11-03', false],
  ])('from %s to %s', (from, to, first, last, recent) => expect(spanOf(from, to, today)).toEqual({ from: first, to: last, recent }))

  it('has 93 days at most', () => {
    expect(isTooWide(spanOf('2026-08-27', '2026-11-27', today))).toBe(false)
    expect(isTooWide(spanOf('2026-08-26', '2026-11-27', today))).toBe(true)
    const { since, until } = momentsOf(spanOf('2026-08-27', '2026-11-27', today))
    expect((Date.parse(until) - Date.parse(since)) / 86_400_000).toBe(93)
  })

  it('covers whole days of Asia/Shanghai', () => {
    expect(momentsOf(spanOf('2026-11-23', '2026-11-23', today))).toEqual({ since: '2026-11-22T16:00:00.000Z', until: '2026-11-23T16:00:00.000Z' })
  })
})

describe('the utterance that a place is', () => {
  const place: WordsPlace = { utterance_id: 'live', speaker: 'caller', started_at: '2026-11-27T01:00:10Z', text: '路灯' }
  const said = (id: string, seconds: number, speaker: WordsPlace['speaker'] = 'caller') => ({ utterance_id: id, speaker, started_at: `2026-11-27T01:00:${String(seconds).padStart(2, '0')}Z` })

  it('is the one with its number', () => expect(soughtIn([said('b', 10), said('live', 20)], place)).toBe('live'))
  it('else what the same one said next to that time', () => expect(soughtIn([said('a', 8), said('b', 11), said('c', 10, 'agent')], place)).toBe('b'))
  it('is none far from it', () => {
    expect(soughtIn([said('a', 6), said('b', 13)], place)).toBeNull()
    expect(soughtIn([said('a', 10)], null)).toBeNull()
  })
})
