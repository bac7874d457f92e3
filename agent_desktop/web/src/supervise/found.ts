/** Calls found by what was said: what may be looked for, in which time, and where it stands in a text. */
import { startOfDay } from '../shared/formats'
import { noteFault, type NoteFault } from '../shared/note'
import type { components } from '../shared/schema'
import { dayAfter } from './filters'

export type WordsFound = components['schemas']['WordsFound']
export type WordsPlace = components['schemas']['WordsPlace']

/** Days, `2026-11-23`, both included; `recent`: none were chosen. */
export interface Span {
  from: string
  to: string
  recent: boolean
}

export type WantedFault = '' | 'too_short' | NoteFault

export interface Piece {
  text: string
  found: boolean
}

export const SHORTEST = 2
export const LONGEST = 40
export const RECENT_DAYS = 30
export const MOST_DAYS = 93
export const MOST_CALLS = 50
/** What is heard live and again in the recording begins within this time, in milliseconds. */
const SAME = 3_000
const DAY = 86_400_000

export function wantedFault(text: string): WantedFault {
  return [...text].length < SHORTEST ? 'too_short' : noteFault(text, LONGEST)
}

/** The days to look through: those chosen, else the last thirty; a bound that is missing is found from the other. */
export function spanOf(from: string, to: string, today: string): Span {
  const last = to || (from > today ? from : today)
  const first = from || dayAfter(last, 1 - RECENT_DAYS)
  return { from: first < last ? first : last, to: first < last ? last : first, recent: from === '' && to === '' }
}

export function isTooWide(span: Span): boolean {
  return (Date.parse(span.to) - Date.parse(span.from)) / DAY + 1 > MOST_DAYS
}

/** What the server is asked: a day ends where the next begins. */
export function momentsOf(span: Span): { since: string; until: string } {
  return { since: startOfDay(span.from), until: startOfDay(dayAfter(span.to)) }
}

/** A text cut around each place where `wanted` stands in it, in capitals or not. */
export function cut(text: string, wanted: string): Piece[] {
  if (wanted === '') return text === '' ? [] : [{ text, found: false }]
  const literal = wanted.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  const parts = text.split(new RegExp(`(${literal})`, 'iu'))
  return parts.map((part, place) => ({ text: part, found: place % 2 === 1 })).filter((piece) => piece.text !== '')
}

/** Which utterance of a call a place is: by its number, else what the same one said at that time; `null` for none. */
export function soughtIn(words: readonly Pick<WordsPlace, 'utterance_id' | 'speaker' | 'started_at'>[], place: WordsPlace | null): string | null {
  if (!place) return null
  if (words.some((one) => one.utterance_id === place.utterance_id)) return place.utterance_id
  const distance = (one: { started_at: string }) => Math.abs(Date.parse(one.started_at) - Date.parse(place.started_at))
  const near = words.filter((one) => one.speaker === place.speaker && distance(one) < SAME)
  return near.sort((one, other) => distance(one) - distance(other))[0]?.utterance_id ?? null
}
