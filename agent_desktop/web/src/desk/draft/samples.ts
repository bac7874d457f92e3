/** Drafts for tests. */
import type { Draft, DraftField, FieldValue } from '../types'

export function entry(value: FieldValue, more: Partial<DraftField> = {}): DraftField {
  return { value, source: '一句话', confidence: 0.8, filled: true, edited: false, utterance_id: 'u1', ...more }
}

export function byHand(value: FieldValue): DraftField {
  return entry(value, { source: 'agent', confidence: 1, filled: value !== null, edited: true, utterance_id: null })
}

export function draftOf(fields: Draft['fields'], more: Partial<Draft> = {}): Draft {
  return {
    contact_id: 'c1',
    call_id: 'k1',
    state: 'open',
    version: 1,
    revision: 1,
    queue: 'hotline_general',
    line: '12345',
    language: 'zh',
    agent: '1001',
    opened_at: '2026-11-23T01:00:00Z',
    answered_at: '2026-11-23T01:00:10Z',
    ended_at: null,
    updated_at: '2026-11-23T01:00:10Z',
    ani: '199****0001',
    conclusion: null,
    ticket: null,
    fields,
    ...more,
  }
}

/** Storage in memory. */
export function shelf(): Storage {
  const kept = new Map<string, string>()
  return {
    get length() {
      return kept.size
    },
    clear: () => kept.clear(),
    getItem: (name) => kept.get(name) ?? null,
    key: (place) => [...kept.keys()][place] ?? null,
    removeItem: (name) => void kept.delete(name),
    setItem: (name, value) => void kept.set(name, value),
  }
}
