import { describe, expect, it } from 'vitest'
import { Problem } from '../shared/problem'
import { baseOf, between, countsOf, entryAt, opened, rebased, restored, rowsOf, stateOf, without, withRow, withRows, type Draft } from './draft'
import { refusalOf } from './refusals'
import type { Row } from './rows'

const ROWS: Row[] = [
  ['-', 'city', '广州'],
  ['越秀区', 'streets', '北京街'],
  ['越秀区', 'roads', '中山五路'],
  ['天河区', 'streets', '五山街'],
]
const told = (draft: Draft) => draft.map((one) => `${stateOf(one)} ${one.row.join(' ')}`)
const idOf = (draft: Draft, value: string) => draft.find((one) => one.row[2] === value)!.id

describe('a draft', () => {
  it('has no changes when it was read, and is published as it was', () => {
    const draft = opened(ROWS)
    expect(countsOf(draft)).toEqual({ added: 0, changed: 0, removed: 0, all: 0 })
    expect(rowsOf(draft)).toEqual(ROWS)
  })

  it('keeps added, changed and removed rows apart, and what is in force', () => {
    const read = opened(ROWS)
    let draft = withRows(read, [['越秀区', 'streets', '大塘街']]).draft
    draft = withRow(draft, idOf(draft, '中山五路'), ['越秀区', 'roads', '中山六路'])
    draft = without(draft, new Set([idOf(draft, '五山街')]))
    expect(told(draft)).toEqual(['same - city 广州', 'same 越秀区 streets 北京街', 'added 越秀区 streets 大塘街', 'changed 越秀区 roads 中山六路', 'removed 天河区 streets 五山街'])
    expect(countsOf(draft)).toEqual({ added: 1, changed: 1, removed: 1, all: 3 })
    expect(baseOf(draft)).toEqual(ROWS)
    expect(rowsOf(draft).map((row) => row[2])).toEqual(['广州', '北京街', '大塘街', '中山六路'])
  })

  it('forgets what is undone', () => {
    let draft = withRows(opened(ROWS), [['天河区', 'roads', '天河路']]).draft
    draft = without(draft, new Set([idOf(draft, '天河路'), idOf(draft, '北京街')]))
    expect(countsOf(draft)).toMatchObject({ removed: 1, all: 1 })
    draft = restored(draft, idOf(draft, '北京街'))
    draft = withRow(draft, idOf(draft, '中山五路'), ['越秀区', 'roads', '中山六路'])
    draft = withRow(draft, idOf(draft, '中山六路'), ['越秀区', 'roads', '中山五路'])
    expect(countsOf(draft).all).toBe(0)
  })

  it('adds no row twice and brings a removed one back', () => {
    const gone = without(opened(ROWS), new Set([idOf(opened(ROWS), '五山街')]))
    const read = without(gone, new Set([idOf(gone, '五山街')]))
    const { draft, ids, skipped } = withRows(read, [ROWS[1]!, ROWS[3]!, ['天河区', 'roads', '天河路'], ['天河区', 'roads', '天河路']])
    expect([ids.length, skipped]).toEqual([2, 2])
    expect(countsOf(draft)).toMatchObject({ added: 1, removed: 0 })
    expect(draft.at(-1)?.row[2]).toBe('天河路')
  })

  it('leads from one list to another', () => {
    const next: Row[] = [ROWS[3]!, ['-', 'city', '深圳'], ROWS[1]!, ['越秀区', 'streets', '大塘街']]
    const draft = between(ROWS, next)
    expect(told(draft)).toEqual(['same 天河区 streets 五山街', 'changed - city 深圳', 'same 越秀区 streets 北京街', 'removed 越秀区 roads 中山五路', 'added 越秀区 streets 大塘街'])
    expect(rowsOf(draft)).toEqual(next)
    expect(countsOf(between(ROWS, ROWS)).all).toBe(0)
    expect(countsOf(between([], ROWS))).toMatchObject({ added: 4, all: 4 })
    expect(told(between(ROWS.slice(0, 1), []))).toEqual(['removed - city 广州'])
  })

  it('takes several rows of one kind for removed and added, not for changed', () => {
    const before: Row[] = [['a', 'word', '1'], ['a', 'word', '2']]
    expect(countsOf(between(before, [['a', 'word', '3'], ['a', 'word', '4']]))).toEqual({ added: 2, changed: 0, removed: 2, all: 4 })
  })

  it('is carried over to a list that somebody else published', () => {
    let draft = withRows(opened(ROWS), [['天河区', 'roads', '天河路'], ['天河区', 'roads', '体育西路']]).draft
    draft = withRow(draft, idOf(draft, '中山五路'), ['越秀区', 'roads', '中山六路'])
    draft = without(draft, new Set([idOf(draft, '北京街')]))
    const theirs: Row[] = [ROWS[0]!, ['越秀区', 'roads', '中山五路'], ROWS[3]!, ['天河区', 'roads', '天河路']]
    const mine = rebased(draft, theirs)
    expect(countsOf(mine)).toEqual({ added: 1, changed: 1, removed: 0, all: 2 })
    expect(rowsOf(mine).map((row) => row[2])).toEqual(['广州', '中山六路', '五山街', '天河路', '体育西路'])
    expect(baseOf(mine)).toEqual(theirs)
  })

  it('finds the row that the server counted', () => {
    const read = opened(ROWS)
    const draft = without(read, new Set([read[1]!.id]))
    expect(entryAt(draft, 2)?.row[2]).toBe('中山五路')
    expect(entryAt(draft, 9)).toBeUndefined()
  })
})

describe('a refusal', () => {
  const refused = (title: string, row: number | null) => new Problem('bad_input', 422, { title, fields: { rows: { code: 'row_unfit', row } } })

  it('names the row and why', () => {
    const draft = opened([['a', 'label', '甲'], ['b', 'parent', 'x']])
    expect(refusalOf(refused('row 2: there is no class x', 2), draft)).toMatchObject({ code: 'no_class', what: 'x', entry: { row: ['b', 'parent', 'x'] } })
    expect(refusalOf(refused('row 1: something new', null), draft)).toMatchObject({ code: '', said: 'something new', entry: { row: ['a', 'label', '甲'] } })
  })

  it('finds a class that a unit names', () => {
    const draft = opened([['市公安局', 'word', '户口'], ['市公安局', 'class', 'gone']])
    expect(refusalOf(refused('the unit 市公安局 names classes that there are not: gone, more', null), draft)).toMatchObject({ code: 'unknown_classes', what: 'gone, more', entry: { row: ['市公安局', 'class', 'gone'] } })
  })

  it('is about a cell, or about something else', () => {
    const draft = opened([['a', 'word', '1'], ['b', 'word', '2']])
    const cell = new Problem('bad_input', 422, { errors: [{ field: 'body.content.1.2', reason: 'too long' }] })
    expect(refusalOf(cell, draft)).toMatchObject({ code: 'cell', entry: { row: ['b', 'word', '2'] } })
    expect(refusalOf(new Problem('conflict', 409), draft)).toBeNull()
  })
})
