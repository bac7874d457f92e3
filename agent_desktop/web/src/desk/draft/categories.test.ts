import { expect, it } from 'vitest'
import { categoryAt, matchesPath, pathText } from './categories'

const parks = { code: 'a11', label: '公园、广场' }
const municipal = { code: 'a1', label: '城市建设和市政管理', children: [parks, { code: 'a12', label: '其他' }] }
const roots = [
  { code: 'a', label: '城乡建设', children: [municipal, { code: 'a2', label: '其他' }] },
  { code: 'b', label: '交通运输', children: [{ code: 'b1', label: '其他' }] },
]

it('reads a path from the first level down', () => {
  expect(pathText(['城乡建设', '城市建设和市政管理', '公园、广场'])).toBe('城乡建设 › 城市建设和市政管理 › 公园、广场')
  expect(pathText([])).toBe('')
})

it('finds the class that a path leads to, whatever the level, and nothing beside it', () => {
  expect(categoryAt(roots, ['城乡建设'])).toBe(roots[0])
  expect(categoryAt(roots, ['城乡建设', '城市建设和市政管理', '公园、广场'])).toBe(parks)
  expect(categoryAt(roots, ['交通运输', '其他'])?.code).toBe('b1')
  expect(categoryAt(roots, ['交通运输', '城市建设和市政管理'])).toBeNull()
  expect(categoryAt(roots, ['城乡建设', '其他', '其他'])).toBeNull()
  expect(categoryAt(roots, [])).toBeNull()
})

it('is searched by any label of the path, and by several', () => {
  const path = ['城乡建设', '城市建设和市政管理', '公园、广场']
  for (const wanted of ['公园', '市政', '城乡', '城乡 广场', '城乡建设 › 公园', ' 公园 ', '']) expect(matchesPath(path, wanted)).toBe(true)
  for (const wanted of ['路灯', '公园 路灯', '城乡建设城市']) expect(matchesPath(path, wanted)).toBe(false)
})
