/** Bars of a waveform and what is where in it; pure. */

/** As many bars as there is room for, each the highest of the peaks that fall into it. */
export function bars(peaks: readonly number[], count: number): number[] {
  if (peaks.length === 0 || count <= 0) return []
  return Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * peaks.length) / count)
    const to = Math.max(from + 1, Math.floor(((bar + 1) * peaks.length) / count))
    return Math.max(...peaks.slice(from, to))
  })
}

export interface Spoken {
  utterance_id: string
  audio_leg: string | null
  audio_seconds: number | null
}

/** The utterance that is heard at a moment of a leg: the last one that has begun. */
export function spokenAt(words: readonly Spoken[], leg: string, seconds: number): string | null {
  let found: Spoken | null = null
  for (const word of words) {
    if (word.audio_seconds === null || !isIn(word, leg) || word.audio_seconds > seconds + 0.05) continue
    if (found === null || word.audio_seconds >= (found.audio_seconds ?? 0)) found = word
  }
  return found?.utterance_id ?? null
}

/** Whether a leg has a time of its own; the talk's legs run beside each other. */
export const isApart = (leg: string): boolean => leg === 'waiting' || leg.startsWith('message')

/** Whether an utterance is heard in a leg. */
export function isIn(word: Spoken, leg: string): boolean {
  if (word.audio_leg === null) return false
  return isApart(word.audio_leg) || isApart(leg) ? word.audio_leg === leg : true
}
