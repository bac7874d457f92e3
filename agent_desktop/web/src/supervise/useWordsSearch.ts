/** Search of what was said: the words, the days, and a purpose that serves every search for a while. */
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { askWithPurpose, NO_PURPOSE, type Purpose } from '../playback/listening'
import { answer, api } from '../shared/api'
import { useLoad, type Load } from '../shared/load'
import { oneLine } from '../shared/note'
import { isTooWide, momentsOf, MOST_CALLS, wantedFault, type Span, type WantedFault, type WordsFound } from './found'

const PURPOSE_SERVES = 10 * 60_000

export interface WordsSearch {
  /** What stands in the field, and why it was not searched for. */
  typed: Ref<string>
  fault: Ref<WantedFault>
  /** What is searched for; empty while nothing is. */
  wanted: Ref<string>
  span: ShallowRef<Span>
  tooWide: ComputedRef<boolean>
  /** The answer; none while a purpose has to be given first. */
  load: Load<WordsFound[] | null>
  asking: Ref<boolean>
  give: (purpose: Purpose) => void
  search: () => void
  /** Search for the same again. */
  read: () => void
  clear: () => void
}

/** Search in the days that `days` names; when they change, once more. */
export function useWordsSearch(days: () => Span): WordsSearch {
  const typed = ref('')
  const fault = ref<WantedFault>('')
  const wanted = ref('')
  const span = shallowRef(days())
  const tooWide = computed(() => isTooWide(span.value))
  const asking = ref(false)
  let given: { purpose: Purpose; at: number } | null = null

  const load = useLoad(async (signal) => {
    const purpose = given && Date.now() - given.at < PURPOSE_SERVES ? given.purpose : NO_PURPOSE
    const body = { text: wanted.value, ...momentsOf(span.value), limit: MOST_CALLS, ...purpose }
    const needed = () => (asking.value = wanted.value !== '')
    return askWithPurpose(() => answer(api.POST('/api/v1/calls/find-words', { body, signal })), needed)
  })

  function read(): void {
    span.value = days()
    load.data.value = null
    load.error.value = null
    if (!tooWide.value) void load.read()
  }

  function search(): void {
    const text = oneLine(typed.value)
    if (text === '') return clear()
    fault.value = wantedFault(text)
    if (fault.value !== '') return
    wanted.value = text
    read()
  }

  function clear(): void {
    typed.value = ''
    fault.value = ''
    wanted.value = ''
    load.data.value = null
  }

  function give(purpose: Purpose): void {
    given = { purpose, at: Date.now() }
    read()
  }

  watch(typed, () => (fault.value = ''))
  watch(() => JSON.stringify(days()), () => {
    if (wanted.value !== '') read()
  })
  return { typed, fault, wanted, span, tooWide, load, asking, give, search, read, clear }
}
