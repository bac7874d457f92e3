import { expect, it } from 'vitest'
import { bars, isIn, spokenAt } from './waveform'

it('draws as many bars as there is room for', () => {
  expect(bars([0.1, 0.9, 0.2, 0.4], 2)).toEqual([0.9, 0.4])
  expect(bars([0.5], 3)).toEqual([0.5, 0.5, 0.5])
  expect(bars([], 3)).toEqual([])
})

const words = [
  { utterance_id: 'w', audio_leg: 'waiting', audio_seconds: 1 },
  { utterance_id: 'a', audio_leg: 'mixed', audio_seconds: 0 },
  { utterance_id: 'b', audio_leg: 'mixed', audio_seconds: 6 },
  { utterance_id: 'x', audio_leg: null, audio_seconds: null },
]

it('knows which utterance is heard', () => {
  expect(spokenAt(words, 'mixed', 3)).toBe('a')
  expect(spokenAt(words, 'caller', 6)).toBe('b')
  expect(spokenAt(words, 'waiting', 0.5)).toBeNull()
  expect(spokenAt(words, 'waiting', 2)).toBe('w')
})

it('keeps what was said while waiting apart from the talk', () => {
  expect(words.map((word) => isIn(word, 'to_caller'))).toEqual([false, true, true, false])
})
