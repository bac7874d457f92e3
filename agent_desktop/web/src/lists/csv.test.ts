import { describe, expect, it } from 'vitest'
import { decoded, readLines, readRows, writeCsv, type Spelling } from './csv'
import { GENERAL, labelsOf, rowFault, rowFor, whatsOf, wordLists, type Row } from './rows'

const cells = (text: string) => readLines(text).map((line) => line.cells)
const KNOWN = wordLists([['newest', 'part', 'x']])

describe('CSV', () => {
  it('opens in a spreadsheet as UTF-8 and computes nothing', () => {
    expect(writeCsv(['区', '类型', '名称'], [['-', 'city', '广州'], ['天河区', 'roads', '=1+1']])).toBe("\ufeff区,类型,名称\r\n'-,city,广州\r\n天河区,roads,'=1+1\r\n")
  })

  it('reads back whatever was written', () => {
    const rows = [['-', '', '@x'], ["'=a", "'b", '说"好",\n完'], ['+1', ' 两端 ', "''-"], ['a', 'b', '']]
    expect(cells(writeCsv(['key', 'what', 'value'], rows)).slice(1)).toEqual(rows)
  })

  it('reads tabs, commas and Chinese commas, whatever ends a line', () => {
    expect(cells('天河区\tstreets\t五山街, 东\r\n越秀区\troads\t"中山"五路')).toEqual([['天河区', 'streets', '五山街, 东'], ['越秀区', 'roads', '中山五路']])
    expect(cells('a, b ,c\r"d" ,e,f\n\n , ,\n')).toEqual([['a', 'b', 'c'], ['d', 'e', 'f']])
    expect(cells('天河区，streets，五山街')).toEqual([['天河区', 'streets', '五山街']])
    expect(cells('五山街\n东站')).toEqual([['五山街'], ['东站']])
    expect(cells('')).toEqual([])
  })

  it('counts lines as an editor does', () => {
    expect(readLines('a,"b\nc",d\n\ne,f,g').map((line) => line.number)).toEqual([1, 4])
  })

  it('decodes files of Chinese spreadsheets', () => {
    expect(decoded(new TextEncoder().encode('天河').buffer as ArrayBuffer)).toBe('天河')
    expect(decoded(new Uint8Array([0xcc, 0xec, 0xba, 0xd3]).buffer)).toBe('天河')
  })
})

describe('rows of lines', () => {
  const spelling: Spelling = { keys: new Map([['通用', GENERAL]]), whats: new Map([['街道/镇', 'streets'], ['城市', 'city']]), headers: new Set(['区\u0000类型\u0000名称']) }
  const read = (text: string, lone: { key: string; what: string } | null = null) => readRows('places', readLines(text), spelling, KNOWN, lone)

  it('are read by code or by word, without a heading', () => {
    expect(read('区,类型,名称\n天河区,街道/镇,五山街\n通用,城市,广州\n天河区,roads,天河路,,')).toEqual({ rows: [['天河区', 'streets', '五山街'], ['-', 'city', '广州'], ['天河区', 'roads', '天河路']], bad: [] })
  })

  it('take a lone name to the place that was chosen', () => {
    expect(read('五山街\n东站', { key: '天河区', what: 'landmarks' }).rows).toEqual([['天河区', 'landmarks', '五山街'], ['天河区', 'landmarks', '东站']])
    expect(read('五山街').bad).toEqual([{ line: 1, fault: 'cells', text: '五山街' }])
  })

  it('say which line is unfit and why', () => {
    expect(read(`天河区,lakes,麓湖\n,roads,天河路\n天河区,roads,\n天河区,roads,${'长'.repeat(65)}\n天河区,roads`).bad).toMatchObject([
      { line: 1, fault: 'what', text: '天河区，lakes，麓湖' },
      { line: 2, fault: 'key' },
      { line: 3, fault: 'value' },
      { line: 4, fault: 'long' },
      { line: 5, fault: 'cells' },
    ])
  })
})

describe('a row', () => {
  const fault = (name: Parameters<typeof rowFault>[0], ...row: Row) => rowFault(name, row, KNOWN)

  it('fits its list or not', () => {
    expect(fault('taxonomy', 'con_safety', 'prior', '1.5')).toBe('')
    expect(fault('taxonomy', 'con_safety', 'prior', '2.5')).toBe('prior')
    expect(fault('taxonomy', '施工', 'label', '施工')).toBe('code')
    expect(fault('taxonomy', 'a', 'parent', '施工')).toBe('code')
    expect(fault('taxonomy', '-', 'label', '施工')).toBe('what')
    expect(fault('words', 'danger', 'fire', '起火')).toBe('')
    expect(fault('words', 'danger', '', '起火')).toBe('what')
    expect(fault('words', 'newest', 'part', '起火')).toBe('')
    expect(fault('units', '市公安局', 'district_assists', '是')).toBe('yes_no')
    expect(fault('units', '-', 'district_unit', '{district}政府{x}')).toBe('braces')
    expect(fault('units', '-', 'district_unit', '')).toBe('')
    expect(fault('places', '-', 'region', '广州')).toBe('region')
    expect(fault('places', '天河区', 'roads', '天河\u200e\u202e路')).toBe('unseen')
  })

  it('can say what its key allows', () => {
    expect(whatsOf('places', '-', KNOWN)).toEqual(['region', 'city'])
    expect(whatsOf('words', 'urgency', KNOWN)).toEqual(['emergency', 'urgent', 'urgent_neutral'])
    expect(whatsOf('words', 'nothing', KNOWN)).toEqual([])
  })

  it('is made of what agents put', () => {
    expect(rowFor('district', '天河区')).toEqual(['天河区', 'short', '天河'])
    expect(rowFor('street', '五山街道')).toEqual(['', 'streets', '五山街道'])
    expect(rowFor('place', '天河北路')).toEqual(['', 'roads', '天河北路'])
    expect(rowFor('place', '华南理工大学')).toEqual(['', 'landmarks', '华南理工大学'])
    expect(labelsOf([['a', 'label', '甲'], ['a', 'strong', '乙']])).toEqual(new Map([['a', '甲']]))
  })
})
