/**
 * What the form shows, and what happens when the server's draft and the agent's own typing meet; pure.
 *
 * The server's draft is the base; `edits` holds what the agent has set and the server does not have yet; `held` is the
 * field under the cursor with the text it shows, so that nothing changes there while somebody types.
 */
import type { Draft, DraftField, FieldName, FieldValue, Span } from '../types'
import { FIELD_NAMES } from '../types'

export type Edits = Partial<Record<FieldName, FieldValue>>

export interface Held {
  field: FieldName
  value: FieldValue
}

/** A field that somebody else changed while it was being changed here; what was typed here stands. */
export interface Clash {
  field: FieldName
  theirs: FieldValue
  ours: FieldValue
}

export function sameValue(one: FieldValue | undefined, other: FieldValue | undefined): boolean {
  const a = one ?? null
  const b = other ?? null
  if (a === b) return true
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && sameList(a, b)
  return isSpan(a) && isSpan(b) && a.from === b.from && a.to === b.to
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, place) => text === other[place])
}

export function isSpan(value: FieldValue): value is Span {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

/** The texts of a field that holds a list; what was kept as a single text is a list of one. */
export function listOf(value: FieldValue | undefined): string[] {
  if (Array.isArray(value)) return value
  return typeof value === 'string' && value !== '' ? [value] : []
}

/** The value as the server keeps it: composed, without blanks around it, `null` when nothing is left. */
export function asStored(value: FieldValue): FieldValue {
  if (Array.isArray(value)) {
    const texts = value.map(cleaned).filter((text) => text !== '')
    return texts.length === 0 ? null : texts
  }
  if (typeof value !== 'string') return value
  const text = cleaned(value)
  return text === '' ? null : text
}

function cleaned(text: string): string {
  return text.normalize('NFC').replaceAll('\r\n', '\n').trim()
}

/** The value that counts in a field of the server's draft: a mere hint does not. */
export function filledValue(entry: DraftField | undefined): FieldValue {
  return entry?.filled ? entry.value : null
}

export function shownValue(draft: Draft, edits: Edits, held: Held | null, field: FieldName): FieldValue {
  if (held?.field === field) return held.value
  if (field in edits) return edits[field] ?? null
  return filledValue(draft.fields[field])
}

/** Everything as the agent sees it, for submitting: a suggestion that is not shown as the value does not get in. */
export function seenFields(draft: Draft, edits: Edits, held: Held | null): Record<FieldName, FieldValue> {
  const seen = {} as Record<FieldName, FieldValue>
  for (const field of FIELD_NAMES) seen[field] = asStored(shownValue(draft, edits, held, field))
  return seen
}

/** The value that counts in every field of a draft. */
export function filledFields(draft: Draft): Record<FieldName, FieldValue> {
  return Object.fromEntries(FIELD_NAMES.map((field) => [field, filledValue(draft.fields[field])])) as Record<FieldName, FieldValue>
}

/** A draft's fields with what was submitted in them, as far as the server has not said so itself. */
export function withSubmitted(fields: Draft['fields'], sent: Edits): Draft['fields'] {
  const all = { ...fields }
  for (const field of FIELD_NAMES) {
    const value = sent[field] ?? null
    if (!(field in sent) || sameValue(filledValue(fields[field]), value)) continue
    all[field] = { value, source: 'agent', confidence: 1, filled: value !== null, edited: true, utterance_id: null }
  }
  return all
}

/** Whether `next` is news against `now`; a late answer of an earlier question is none. */
export function isNewer(now: Draft | null, next: Draft): boolean {
  if (now === null || now.contact_id !== next.contact_id) return true
  return next.revision > now.revision || (next.revision === now.revision && next.updated_at >= now.updated_at)
}

/** What of the edits is still unsent once the server has taken `sent`; what was typed since then is. */
export function withoutSent(edits: Edits, sent: Edits): Edits {
  const left: Edits = {}
  for (const field of FIELD_NAMES) {
    if (!(field in edits)) continue
    if (field in sent && sameValue(asStored(edits[field] ?? null), asStored(sent[field] ?? null))) continue
    left[field] = edits[field] ?? null
  }
  return left
}

/**
 * The fields that somebody else set since `before` and that are being edited here too.
 *
 * What is on its way from here (`sending`) is not somebody else's.
 */
export function clashes(before: Draft, after: Draft, edits: Edits, sending: Edits): Clash[] {
  const found: Clash[] = []
  for (const field of FIELD_NAMES) {
    if (!(field in edits)) continue
    const theirs = after.fields[field]
    const ours = asStored(edits[field] ?? null)
    if (!theirs?.edited || sameValue(theirs.value, ours)) continue
    if (before.fields[field]?.edited && sameValue(before.fields[field]?.value, theirs.value)) continue
    if (field in sending && sameValue(asStored(sending[field] ?? null), theirs.value)) continue
    found.push({ field, theirs: theirs.value, ours })
  }
  return found
}

/** The fields that now show something else without the agent's doing, to be shown in passing. */
export function changedFields(before: Draft, after: Draft): FieldName[] {
  return FIELD_NAMES.filter((field) => !sameValue(filledValue(before.fields[field]), filledValue(after.fields[field])))
}
