import { expect, it } from 'vitest'
import { draftOf, entry } from './samples'
import { similarBy } from './similar'

const known = { district: entry('天河区'), category: entry(['城乡建设', '城市建设和市政管理']) }

it('waits for district and class, and ends with the draft', () => {
  expect(similarBy(draftOf({}))).toBeNull()
  expect(similarBy(draftOf({ ...known, district: entry('天河区', { filled: false }) }))).toBeNull()
  expect(similarBy(draftOf(known))).not.toBeNull()
  expect(similarBy(draftOf(known, { state: 'submitted' }))).toBeNull()
})

it('is another one after what tickets are compared by, and after nothing else', () => {
  const before = similarBy(draftOf(known))
  expect(similarBy(draftOf({ ...known, place: entry('中山路') }))).not.toBe(before)
  expect(similarBy(draftOf({ ...known, category: entry(['城乡建设']) }))).not.toBe(before)
  expect(similarBy(draftOf({ ...known, description: entry('路灯不亮') }, { revision: 7 }))).toBe(before)
})
