import { expect, it } from 'vitest'
import { isElsewhere, streetsOf } from './streets'

const streets = { 天河区: ['棠下街道', '员村街道'], 白云区: ['太和镇'] }

it('offers the streets of the district, and all while there is none', () => {
  expect(streetsOf(streets, '天河区')).toEqual(['棠下街道', '员村街道'])
  expect(streetsOf(streets, null)).toEqual(['棠下街道', '员村街道', '太和镇'])
  expect(streetsOf(streets, '某区')).toEqual([])
})

it('knows a street of another district, and leaves one alone that no list has', () => {
  expect(isElsewhere(streets, '天河区', '太和镇')).toBe(true)
  expect(isElsewhere(streets, '天河区', '棠下街道')).toBe(false)
  expect(isElsewhere(streets, '天河区', '某街道')).toBe(false)
  expect(isElsewhere(streets, null, '太和镇')).toBe(false)
  expect(isElsewhere(streets, '某区', '太和镇')).toBe(true)
})
