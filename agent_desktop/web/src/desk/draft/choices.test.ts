import { expect, it } from 'vitest'
import { meant } from './choices'

const units = ['市水务局', '市公安局', '市自来水公司', '市供电局']

it('takes part of a name for the name, where there is one such name only', () => {
  expect(meant(units, '水务')).toBe('市水务局')
  expect(meant(units, ' 市供电局 ')).toBe('市供电局')
  expect(meant(units, '水')).toBe('水')
  expect(meant(units, '街道办')).toBe('街道办')
  expect(meant(units, '')).toBe('')
})
