/** What the words suggest for each field, and what has become of it; pure. */
import type { Draft, DraftField, FieldName, FieldValue } from '../types'
import { FIELD_NAMES } from '../types'
import type { Edits } from './merge'
import { asStored, sameValue } from './merge'

/**
 * `hint`: not in the field; `filled`: in the field, looked at by nobody; `confirmed`: in the field, and somebody said so;
 * `replaced`: somebody set another value, the suggestion can be had back.
 */
export type SuggestionState = 'hint' | 'filled' | 'confirmed' | 'replaced'

export interface Suggestion {
  field: FieldName
  value: FieldValue
  source: string | null
  utteranceId: string | null
  confidence: number
  state: SuggestionState
}

/** So many fields have a key to take what is suggested for them: Alt+1 to Alt+9. */
export const BY_KEY = 9

/** Below this a suggestion is a guess: taken on its own only. */
const WORTH_TAKING = 0.4

export type Sureness = 'sure' | 'likely' | 'unsure' | 'guess'

export function sureness(confidence: number): Sureness {
  if (confidence >= 0.85) return 'sure'
  if (confidence >= 0.6) return 'likely'
  return confidence >= WORTH_TAKING ? 'unsure' : 'guess'
}

/** The entries that came from words, by field; an edit takes them out of the draft, `known` remembers them. */
export function fromWords(draft: Draft, known: Partial<Record<FieldName, DraftField>>): Partial<Record<FieldName, DraftField>> {
  const found = { ...known }
  for (const field of FIELD_NAMES) {
    const entry = draft.fields[field]
    if (entry === undefined) {
      // The words no longer say so, and nobody has taken it.
      delete found[field]
    } else if (entry.source !== 'agent' && entry.value !== null) found[field] = entry
  }
  return found
}

export function suggestionOf(
  draft: Draft,
  edits: Edits,
  known: Partial<Record<FieldName, DraftField>>,
  field: FieldName,
): Suggestion | null {
  const entry = known[field]
  if (entry === undefined) return null
  return {
    field,
    value: entry.value,
    source: entry.source,
    utteranceId: entry.utterance_id,
    confidence: entry.confidence ?? 0,
    state: stateOf(draft.fields[field], edits, entry, field),
  }
}

function stateOf(now: DraftField | undefined, edits: Edits, entry: DraftField, field: FieldName): SuggestionState {
  if (field in edits) return sameValue(asStored(edits[field] ?? null), entry.value) ? 'confirmed' : 'replaced'
  if (now?.edited) return sameValue(now.value, entry.value) ? 'confirmed' : 'replaced'
  return entry.filled ? 'filled' : 'hint'
}

/** Whether nobody has decided on it, and it is no mere guess. */
export function isUndecided(suggestion: Suggestion | null): boolean {
  if (suggestion === null || suggestion.confidence < WORTH_TAKING) return false
  return suggestion.state === 'hint' || suggestion.state === 'filled'
}

/** What one key takes at once: everything that nobody has decided on, guesses excepted. */
export function takeable(suggestions: readonly (Suggestion | null)[]): Suggestion[] {
  return suggestions.filter((one) => one !== null).filter(isUndecided)
}
