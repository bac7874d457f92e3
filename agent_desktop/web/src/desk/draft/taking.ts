/** Taking what the words suggest: one field's, or everything that nobody has decided on. */
import { computed, type Ref, type ShallowRef } from 'vue'
import type { Draft, DraftField, FieldName, FieldValue } from '../types'
import { FIELD_NAMES } from '../types'
import type { Edits } from './merge'
import { sameValue } from './merge'
import type { Suggestion } from './suggestions'
import { suggestionOf, takeable } from './suggestions'

/** What taking needs of its form. */
export interface Taken {
  draft: ShallowRef<Draft>
  edits: Edits
  known: ShallowRef<Partial<Record<FieldName, DraftField>>>
  isOpen: Readonly<Ref<boolean>>
  shown: (field: FieldName) => FieldValue
  set: (field: FieldName, value: FieldValue) => void
}

export function createTaking({ draft, edits, known, isOpen, shown, set }: Taken) {
  const suggestions = computed(
    () =>
      Object.fromEntries(
        FIELD_NAMES.map((field) => [field, suggestionOf(draft.value, edits, known.value, field)]),
      ) as Record<FieldName, Suggestion | null>,
  )
  /** What one key takes: words still to come are not shut out of the description while the call lasts. */
  const undecided = computed(() => (isOpen.value ? takeable(Object.values(suggestions.value)).filter(({ field }) => fits(field)) : []))

  /** A second level that is not of the first one the agent chose stays out, too. */
  function fits(field: FieldName): boolean {
    if (field === 'description') return draft.value.ended_at !== null
    return field !== 'category_level2' || suggestions.value.category?.state !== 'replaced'
  }

  function take(field: FieldName): boolean {
    const suggestion = suggestions.value[field]
    if (suggestion === null || suggestion.state === 'confirmed' || !isOpen.value) return false
    if (field === 'category_level2') takeFirstLevelOf(suggestion)
    set(field, suggestion.value)
    return true
  }

  /** A second level stands only below its first: with it the suggested first level is taken. */
  function takeFirstLevelOf(second: Suggestion): void {
    const suggested = suggestions.value.category
    if (second.value !== null && suggested !== null && !sameValue(shown('category'), suggested.value)) set('category', suggested.value)
  }

  function takeAll(): number {
    const all = undecided.value
    for (const { field } of all) take(field)
    return all.length
  }

  return { suggestions, undecided, take, takeAll }
}
