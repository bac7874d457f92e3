/** The words of the present call, in order of time; pure. */
import type { Utterance, WordChange } from '../types'

/**
 * The list with what is new or changed.
 *
 * A partial utterance is replaced where it stands, by the next one with its id or by what its speaker says at that time
 * under another id; one that turned out to be none, without words, goes. Whatever else is new goes in by the time at
 * which it began.
 */
export function withWords(list: readonly Utterance[], news: readonly Utterance[]): Utterance[] {
  const words = [...list]
  for (const utterance of news) {
    if (utterance.partial && utterance.text === '') {
      const none = words.findIndex((word) => word.partial && word.utterance_id === utterance.utterance_id)
      if (none >= 0) words.splice(none, 1)
      continue
    }
    const place = placeFor(words, utterance)
    if (place >= 0) words[place] = utterance
    else if (!utterance.partial || !isSaid(words, utterance)) insert(words, utterance)
  }
  return words
}

/** Where the utterance stands already or replaces a partial one, below 0 for nowhere. */
function placeFor(words: readonly Utterance[], utterance: Utterance): number {
  const same = words.findIndex((word) => word.utterance_id === utterance.utterance_id)
  if (same >= 0) return utterance.partial && !words[same]?.partial ? -1 : same
  const last = words.findLastIndex((word) => word.speaker === utterance.speaker)
  const before = words[last]
  return before?.partial && at(before.started_at) <= at(utterance.ended_at) && at(utterance.started_at) <= at(before.ended_at) ? last : -1
}

/** Whether something final says what a partial utterance that comes late begins to say. */
function isSaid(words: readonly Utterance[], utterance: Utterance): boolean {
  return words.some((word) => {
    if (word.partial) return false
    if (word.utterance_id === utterance.utterance_id) return true
    return word.speaker === utterance.speaker && at(word.started_at) <= at(utterance.started_at) && at(utterance.ended_at) <= at(word.ended_at)
  })
}

function insert(words: Utterance[], utterance: Utterance): void {
  const after = words.findLastIndex((word) => inOrder(word, utterance))
  words.splice(after + 1, 0, utterance)
}

function inOrder(one: Utterance, other: Utterance): boolean {
  const later = at(other.started_at) - at(one.started_at)
  return later > 0 || (later === 0 && one.utterance_id <= other.utterance_id)
}

function at(moment: string): number {
  return Date.parse(moment)
}

/** How long a partial utterance is believed that nobody said on: its recogniser may have died, or found it empty. */
const PARTIAL_LASTS = 20_000

/** Ids of partial utterances that will not become final any more. */
export function forsaken(words: readonly Utterance[], now: number): string[] {
  return words.filter((word) => word.partial && now - at(word.ended_at) > PARTIAL_LASTS).map((word) => word.utterance_id)
}

/** Confidence below which an utterance is shown as not well heard. */
export const LOW_CONFIDENCE = 0.5

export interface Piece {
  text: string
  /** The fields whose suggestions came from this piece; most pieces have none. */
  fields: readonly string[]
  /** What the word list put right in it. */
  change?: WordChange
}

/** What of the word list's changes is to be seen in the text: nothing once a person has put other words there. */
export function changesIn(word: Pick<Utterance, 'text' | 'machine_text' | 'changes'>): readonly WordChange[] {
  return word.text === word.machine_text ? word.changes : []
}

/** An utterance cut wherever a sentence begins or ends that a suggestion came from, and around each change. */
export function pieces(text: string, marks: readonly { field: string; source: string }[], changes: readonly WordChange[] = []): Piece[] {
  const places = marks.map(({ field, source }) => ({ field, ...placeOf(text, source) })).filter(({ start }) => start >= 0)
  const changed = changes.map((change) => ({ change, ...changeIn(text, change) })).filter(({ start }) => start >= 0)
  const ends = [...places, ...changed].flatMap(({ start, end }) => [start, end])
  const cuts = [...new Set([0, text.length, ...ends])].sort((one, other) => one - other)
  return cuts.slice(0, -1).map((start, place) => {
    const end = cuts[place + 1] ?? text.length
    const within = (span: { start: number; end: number }) => span.start <= start && end <= span.end
    const change = changed.find(within)?.change
    return { text: text.slice(start, end), fields: places.filter(within).map(({ field }) => field), ...(change && { change }) }
  })
}

/** The server counts characters, a text here counts UTF-16 units. */
function changeIn(text: string, { start, corrected }: WordChange): { start: number; end: number } {
  const from = [...text].slice(0, start).join('').length
  return text.startsWith(corrected, from) ? { start: from, end: from + corrected.length } : { start: -1, end: -1 }
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
