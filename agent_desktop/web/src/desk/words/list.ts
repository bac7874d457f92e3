/** The words of the present call, in order of time; pure. */
import type { Utterance } from '../types'

/** The list with what is new or changed: a partial utterance is replaced by the next one with its id. */
export function withWords(list: readonly Utterance[], news: readonly Utterance[]): Utterance[] {
  const byId = new Map(list.map((utterance) => [utterance.utterance_id, utterance]))
  for (const utterance of news) {
    const before = byId.get(utterance.utterance_id)
    // What is final stays final: a partial one that comes late says less.
    if (before && !before.partial && utterance.partial) continue
    byId.set(utterance.utterance_id, utterance)
  }
  return [...byId.values()].sort(
    (one, other) => one.started_at.localeCompare(other.started_at) || one.utterance_id.localeCompare(other.utterance_id),
  )
}

/** Confidence below which an utterance is shown as not well heard. */
export const LOW_CONFIDENCE = 0.5

export interface Piece {
  text: string
  /** The fields whose suggestions came from this piece; most pieces have none. */
  fields: readonly string[]
}

/** An utterance cut wherever a sentence begins or ends that a suggestion came from. */
export function pieces(text: string, marks: readonly { field: string; source: string }[]): Piece[] {
  const places = marks.map(({ field, source }) => ({ field, ...placeOf(text, source) })).filter(({ start }) => start >= 0)
  const cuts = [...new Set([0, text.length, ...places.flatMap(({ start, end }) => [start, end])])].sort((one, other) => one - other)
  return cuts.slice(0, -1).map((start, place) => {
    const end = cuts[place + 1] ?? text.length
    return { text: text.slice(start, end), fields: places.filter((mark) => mark.start <= start && end <= mark.end).map(({ field }) => field) }
  })
}

/** Where a sentence stands in a text; blanks and punctuation may differ, as the pre-fill normalises them. */
function placeOf(text: string, source: string): { start: number; end: number } {
  const exact = text.indexOf(source)
  if (source !== '' && exact >= 0) return { start: exact, end: exact + source.length }
  const spoken = [...source].filter(isSpoken).join('')
  if (spoken === '') return { start: -1, end: -1 }
  const places: number[] = []
  let letters = ''
  for (let place = 0; place < text.length; place += 1) {
    const letter = text[place] ?? ''
    if (!isSpoken(letter)) continue
    letters += letter
    places.push(place)
  }
  const found = letters.indexOf(spoken)
  if (found < 0) return { start: -1, end: -1 }
  return { start: places[found] ?? 0, end: (places[found + spoken.length - 1] ?? text.length - 1) + 1 }
}

function isSpoken(letter: string): boolean {
  return !/[\s\p{P}]/u.test(letter)
}
