/** The second part of the form, which may be folded; the browser remembers how it was left. */
import { ref, watch } from 'vue'
import { store, stored } from '../../shared/stored'
import type { FieldName } from '../types'

export const MORE_FIELDS = ['party', 'confidential', 'language', 'company', 'request', 'lead_unit', 'assisting_units', 'summary_paragraph'] as const satisfies readonly FieldName[]

/** What is told of it while it is folded, the most telling first. */
export const DIGEST_FIELDS = ['lead_unit', 'request', 'company', 'party', 'assisting_units', 'language', 'summary_paragraph'] as const satisfies readonly FieldName[]

export const unfolded = ref(stored('ticket_more') === 'yes')
watch(unfolded, (open) => store('ticket_more', open ? 'yes' : 'no'))

export function isMore(field: FieldName): boolean {
  return (MORE_FIELDS as readonly FieldName[]).includes(field)
}
