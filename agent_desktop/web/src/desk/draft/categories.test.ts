import { expect, it } from 'vitest'
import { childLabels, findCategories } from './categories'

const roots = [
  { code: 'a', label: '城乡建设', children: [{ code: 'a1', label: '城乡规划' }, { code: 'a2', label: '其他' }] },
  { code: 'b', label: '交通运输', children: [{ code: 'b1', label: '公共汽车' }, { code: 'b2', label: '其他' }] },
]

it('finds classes of both levels by what is typed, the closest first', () => {
  expect(findCategories(roots, '城乡规')).toEqual([{ first: '城乡建设', second: '城乡规划' }])
  expect(findCategories(roots, '交通 其他')).toEqual([{ first: '交通运输', second: '其他' }])
  expect(findCategories(roots, '汽车')).toEqual([{ first: '交通运输', second: '公共汽车' }])
  expect(findCategories(roots, '没有')).toEqual([])
  expect(findCategories(roots, '', 2)).toHaveLength(2)
})

it('lists what is below a first level', () => {
  expect(childLabels(roots, '交通运输')).toEqual(['公共汽车', '其他'])
  expect(childLabels(roots, null)).toEqual([])
})
