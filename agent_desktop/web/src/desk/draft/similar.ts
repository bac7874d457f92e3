/** When to look for similar tickets; pure. */
import type { Draft, FieldName } from '../types'
import { filledValue } from './merge'

/** What the likeness is made of, beside district and class. */
const COMPARED: readonly FieldName[] = ['street', 'community', 'place', 'company', 'summary_paragraph']

/** What the server compares by, as one text; `null` while district or class is not known, or the draft is concluded. */
export function similarBy(draft: Draft): string | null {
  const [district, category] = [filledValue(draft.fields['district']), filledValue(draft.fields['category'])]
  if (draft.state !== 'open' || district === null || category === null) return null
  return JSON.stringify([district, category, ...COMPARED.map((field) => draft.fields[field]?.value ?? null)])
}
