import { describe, expect, it } from 'vitest'
import { byHand, draftOf, entry } from './samples'
import { fromWords, suggestionOf, sureness, takeable } from './suggestions'

const state = (draft: ReturnType<typeof draftOf>, edits = {}) => suggestionOf(draft, edits, fromWords(draft, {}), 'place')?.state

describe('the state of a suggestion', () => {
  it('follows what the agent has done with it', () => {
    expect(state(draftOf({ place: entry('中山路', { filled: false }) }))).toBe('hint')
    expect(state(draftOf({ place: entry('中山路') }))).toBe('filled')
    expect(state(draftOf({ place: entry('中山路', { edited: true }) }))).toBe('confirmed')
    expect(state(draftOf({ place: entry('中山路') }), { place: '中山路 ' })).toBe('confirmed')
    expect(state(draftOf({ place: entry('中山路') }), { place: '解放路' })).toBe('replaced')
    expect(state(draftOf({ place: byHand('解放路') }))).toBeUndefined()
  })

  it('is remembered when an edit takes it out of the draft', () => {
    const known = fromWords(draftOf({ place: entry('中山路') }), {})
    const after = draftOf({ place: byHand('解放路') })
    expect(suggestionOf(after, {}, fromWords(after, known), 'place')).toMatchObject({ value: '中山路', state: 'replaced' })
  })

  it('goes with words that no longer say so', () => {
    const known = fromWords(draftOf({ place: entry('中山路') }), {})
    expect(fromWords(draftOf({}), known)).toEqual({})
  })
})

it('takes what nobody has decided on', () => {
  const draft = draftOf({ place: entry('中山路', { filled: false }), district: entry('天河区', { edited: true }), summary: entry('灯') })
  const known = fromWords(draft, {})
  const all = (['place', 'district', 'summary', 'kind'] as const).map((field) => suggestionOf(draft, {}, known, field))
  expect(takeable(all).map(({ field }) => field)).toEqual(['place', 'summary'])
})

it('leaves guesses to their own keys', () => {
  const draft = draftOf({ place: entry('中山路', { filled: false, confidence: 0.39 }), summary: entry('灯', { confidence: 0.4 }), kind: entry('help', { confidence: 0.13 }) })
  const known = fromWords(draft, {})
  const all = (['place', 'summary', 'kind'] as const).map((field) => suggestionOf(draft, {}, known, field))
  expect(takeable(all).map(({ field }) => field)).toEqual(['summary'])
})

it('says how sure in words', () => {
  expect([0.9, 0.85, 0.7, 0.6, 0.5, 0.4, 0.1].map(sureness)).toEqual(['sure', 'sure', 'likely', 'likely', 'unsure', 'unsure', 'guess'])
})
