/** Taking what the words suggest: one field's, or everything that nobody has decided on. */
import { computed, type Ref, type ShallowRef } from 'vue'
import type { Draft, DraftField, FieldName, FieldValue } from '../types'
import { FIELD_NAMES } from '../types'
import type { Edits } from './merge'
import type { Suggestion } from './suggestions'
import { isUndecided, suggestionOf, takeable } from './suggestions'
import { isElsewhere, type Streets } from './streets'

/** What taking needs of its form. */
export interface Taken {
  draft: ShallowRef<Draft>
  edits: Edits
  known: ShallowRef<Partial<Record<FieldName, DraftField>>>
  isOpen: Readonly<Ref<boolean>>
  streets: () => Streets
  shown: (field: FieldName) => FieldValue
  set: (field: FieldName, value: FieldValue) => void
}

export function createTaking({ draft, edits, known, isOpen, streets, shown, set }: Taken) {
  const suggestions = computed(
    () =>
      Object.fromEntries(
        FIELD_NAMES.map((field) => [field, suggestionOf(draft.value, edits, known.value, field)]),
      ) as Record<FieldName, Suggestion | null>,
  )
  /** What one key takes: words still to come are not shut out of the description while the call lasts. */
  const undecided = computed(() => (isOpen.value ? takeable(Object.values(suggestions.value)).filter(({ field }) => fits(field)) : []))

  /** A street that is not of the district which the agent chose, or takes with it, stays out, too. */
  function fits(field: FieldName): boolean {
    if (field === 'description') return draft.value.ended_at !== null
    if (field !== 'street') return true
    const { district, street } = suggestions.value
    const wanted = isUndecided(district) ? district?.value : shown('district')
    return typeof wanted !== 'string' || typeof street?.value !== 'string' || !isElsewhere(streets(), wanted, street.value)
  }

  function take(field: FieldName): boolean {
    const suggestion = suggestions.value[field]
    if (suggestion === null || suggestion.state === 'confirmed' || !isOpen.value) return false
    set(field, suggestion.value)
    return true
  }

  function takeAll(): number {
    const all = undecided.value
    for (const { field } of all) take(field)
    return all.length
  }

  return { suggestions, undecided, take, takeAll }
}
