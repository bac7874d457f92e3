import { describe, expect, it } from 'vitest'
import { FIELD_NAMES } from '../types'
import { asStored, changedFields, clashes, isNewer, listOf, sameValue, seenFields, shownValue, withoutSent, withSubmitted } from './merge'
import { byHand, draftOf, entry } from './samples'

describe('what a field shows', () => {
  const draft = draftOf({ place: entry('中山路'), district: entry('天河区', { filled: false }) })

  it('is the value of the draft, and nothing for a mere hint', () => {
    expect(shownValue(draft, {}, null, 'place')).toBe('中山路')
    expect(shownValue(draft, {}, null, 'district')).toBeNull()
    expect(shownValue(draft, {}, null, 'summary')).toBeNull()
  })

  it('is what was typed, though the draft says otherwise', () => {
    expect(shownValue(draft, { place: '解放路' }, null, 'place')).toBe('解放路')
    expect(shownValue(draft, { place: null }, null, 'place')).toBeNull()
  })

  it('stays under the cursor whatever comes', () => {
    expect(shownValue(draft, {}, { field: 'place', value: '中山' }, 'place')).toBe('中山')
    expect(shownValue(draft, {}, { field: 'place', value: '中山' }, 'summary')).toBeNull()
  })
})

it('submits every field as it is seen, a hint as nothing', () => {
  const draft = draftOf({ place: entry('中山路'), district: entry('天河区', { filled: false }) })
  const seen = seenFields(draft, { summary: '  路灯不亮 ' }, null)
  expect(seen).toMatchObject({ place: '中山路', district: null, summary: '路灯不亮', kind: null })
  expect(Object.keys(seen)).toEqual([...FIELD_NAMES])
})

it('compares spans by their ends', () => {
  expect(sameValue({ from: '1', to: '2' }, { to: '2', from: '1' })).toBe(true)
  expect(sameValue({ from: '1', to: '2' }, { from: '1', to: '3' })).toBe(false)
  expect(sameValue({ from: '1', to: '2' }, '1')).toBe(false)
  expect(sameValue(null, undefined)).toBe(true)
})

describe('a list', () => {
  const path = ['城乡建设', '城乡规划']

  it('is the same by what stands in it, in its order', () => {
    expect(sameValue(path, ['城乡建设', '城乡规划'])).toBe(true)
    expect(sameValue(path, ['城乡规划', '城乡建设'])).toBe(false)
    expect(sameValue(path, ['城乡建设'])).toBe(false)
    expect(sameValue(['城乡建设'], '城乡建设')).toBe(false)
    expect(sameValue(path, { from: '1', to: '2' })).toBe(false)
    expect(sameValue([], null)).toBe(false)
  })

  it('is stored without blanks and empty texts, and as nothing when none is left', () => {
    expect(asStored([' 城乡建设 ', ''])).toEqual(['城乡建设'])
    expect(asStored([' '])).toBeNull()
    expect(asStored([])).toBeNull()
  })

  it('of one text is what was kept as a text', () => {
    expect(listOf('城乡建设')).toEqual(['城乡建设'])
    expect(listOf(path)).toEqual(path)
    expect(listOf(null)).toEqual([])
    expect(listOf({ from: '1', to: '2' })).toEqual([])
  })

  it('is shown, submitted and merged like any value', () => {
    const draft = draftOf({ category: entry(path), assisting_units: entry(['市公安局'], { filled: false }) })
    expect(seenFields(draft, { danger_words: ['着火'] }, null)).toMatchObject({ category: path, assisting_units: null, danger_words: ['着火'] })
    expect(withoutSent({ category: [...path] }, { category: path })).toEqual({})
    expect(withoutSent({ category: ['交通运输'] }, { category: path })).toEqual({ category: ['交通运输'] })
    expect(withSubmitted(draft.fields, { category: [...path] })).toEqual(draft.fields)
    expect(withSubmitted(draft.fields, { category: ['交通运输'] })['category']).toMatchObject({ value: ['交通运输'], edited: true })
    expect(changedFields(draft, draftOf({ category: entry([...path]) }))).toEqual([])
    expect(changedFields(draft, draftOf({ category: entry(['城乡建设']) }))).toEqual(['category'])
  })

  it('clashes with another list that somebody else set, and with no equal one', () => {
    const after = draftOf({ category: byHand(['交通运输']) }, { version: 2 })
    expect(clashes(draftOf({}), after, { category: path }, {})).toEqual([{ field: 'category', theirs: ['交通运输'], ours: path }])
    expect(clashes(draftOf({}), after, { category: ['交通运输'] }, {})).toEqual([])
    expect(clashes(draftOf({}), after, { category: path }, { category: ['交通运输'] })).toEqual([])
  })
})

it('stores text without blanks around it, and nothing for blanks alone', () => {
  expect(asStored(' 中山路\r\n3号 ')).toBe('中山路\n3号')
  expect(asStored('  ')).toBeNull()
})

describe('the order of drafts', () => {
  it('takes later revisions, and the same one again', () => {
    const now = draftOf({}, { revision: 4, updated_at: '2026-11-23T01:00:10Z' })
    expect(isNewer(now, draftOf({}, { revision: 5 }))).toBe(true)
    expect(isNewer(now, draftOf({}, { revision: 4 }))).toBe(true)
    expect(isNewer(now, draftOf({}, { revision: 3, updated_at: '2026-11-23T09:00:00Z' }))).toBe(false)
    expect(isNewer(null, now)).toBe(true)
  })
})

describe('what is still unsent', () => {
  it('is what was typed after the sending', () => {
    expect(withoutSent({ place: '中山路3号', summary: '灯' }, { place: '中山路', summary: '灯' })).toEqual({ place: '中山路3号' })
  })

  it('is not a blank at the end that the server takes away', () => {
    expect(withoutSent({ place: '中山路 ' }, { place: '中山路' })).toEqual({})
  })
})

describe('a change by somebody else', () => {
  const before = draftOf({ place: entry('中山路') })

  it('clashes with an edit of the same field', () => {
    const after = draftOf({ place: byHand('北京路') }, { version: 2 })
    expect(clashes(before, after, { place: '解放路' }, {})).toEqual([{ field: 'place', theirs: '北京路', ours: '解放路' }])
  })

  it('does not clash with another field, the same value, a suggestion, or what is on its way from here', () => {
    const after = draftOf({ place: byHand('北京路') }, { version: 2 })
    expect(clashes(before, after, { summary: '灯' }, {})).toEqual([])
    expect(clashes(before, after, { place: '北京路' }, {})).toEqual([])
    expect(clashes(before, after, { place: '北京路3号' }, { place: '北京路' })).toEqual([])
    expect(clashes(before, draftOf({ place: entry('北京路') }), { place: '解放路' }, {})).toEqual([])
  })

  it('clashes once only', () => {
    const after = draftOf({ place: byHand('北京路') }, { version: 2 })
    expect(clashes(after, draftOf({ place: byHand('北京路') }, { version: 3 }), { place: '解放路' }, {})).toEqual([])
  })
})

it('names the fields whose value changed', () => {
  const before = draftOf({ place: entry('中山路'), district: entry('天河区', { filled: false }) })
  const after = draftOf({ place: entry('北京路'), district: entry('越秀区', { filled: false }) })
  expect(changedFields(before, after)).toEqual(['place'])
})
