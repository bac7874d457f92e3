import { expect, it } from 'vitest'
import { corrections } from './corrected'

const words = { kind: (code: string) => ({ help: '求助', complaint: '投诉' })[code] ?? code, category: (code: string) => ({ construction: '城乡建设', com_market: '市场监管' })[code] ?? code }

it('tells what was and what is', () => {
  const details = { kind: 'complaint', kind_before: 'help', classes: ['com_market'], classes_before: ['construction', 'con_gone'], district: '越秀区', district_before: '天河区', street: '北京街道', street_before: null }
  expect(corrections(details, words)).toEqual([
    { name: 'kind', before: '求助', after: '投诉' },
    { name: 'category', before: '城乡建设 / con_gone', after: '市场监管' },
    { name: 'district', before: '天河区', after: '越秀区' },
    { name: 'street', before: '', after: '北京街道' },
  ])
})

it('tells nothing of what stayed, nor of other acts', () => {
  expect(corrections({ district: '天河区', district_before: '天河区' }, words)).toEqual([])
  expect(corrections({ units: ['市水务局'], ground: 'not_our_duty' }, words)).toEqual([])
})
