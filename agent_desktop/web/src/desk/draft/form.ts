/**
 * The form of one contact: what it shows, keeps, saves and submits.
 *
 * Saved 400 ms after the last key press, with the version that was seen. While the server cannot be reached everything
 * stays here and in the browser's storage, and goes out when `retry` is called or the next attempt is due; a submit that
 * waits goes out the same way, under the same id. Nothing is saved beside a submit. What was typed after its sending, or
 * could not be put in for another reason, is left over once the contact is concluded: compared with the draft as it ended.
 */
import { computed, reactive, ref, shallowReactive, shallowRef } from 'vue'
import type { Draft, DraftField, FieldName, FieldValue } from '../types'
import { FIELD_NAMES } from '../types'
import type { Faults, Hindrance } from './faults'
import { faultsOf, hindranceOf, isConflict } from './faults'
import type { Clash, Edits, Held } from './merge'
import { asStored, changedFields, clashes, filledFields, filledValue, isNewer, sameValue, seenFields, shownValue, withoutSent, withSubmitted } from './merge'
import type { DraftServer } from './server'
import { fromWords } from './suggestions'
import { isElsewhere, type Streets } from './streets'
import { createTaking } from './taking'
import type { Unsent } from './unsent'

const PAUSE = 400
/** A submit that waits does not go out between two key presses. */
const WAITING_PAUSE = 2000
/** After this long without an answer the agent is told that nothing is saved yet. */
const LATE = 4000
const RETRIES = [1000, 2000, 4000, 8000, 10_000]
const CONFLICTS = 6

export type Saving = { state: 'saved'; at: number | null } | { state: 'saving' } | { state: 'unsaved'; why: Hindrance | 'fault' | 'late' }
export type Concluding = 'idle' | 'sending' | 'waiting'

export type Form = ReturnType<typeof createForm>

export interface Around {
  clock?: () => number
  /** Streets by district, once the catalogue is there. */
  streets?: () => Streets
}

export function createForm(first: Draft, server: DraftServer, unsent: Unsent, { clock = Date.now, streets = () => ({}) }: Around = {}) {
  const contact = first.contact_id
  const draft = shallowRef(first)
  const edits = reactive<Edits>({})
  const held = ref<Held | null>(null)
  const known = shallowRef<Partial<Record<FieldName, DraftField>>>(fromWords(first, {}))
  const faults = reactive<Faults>({})
  const found = ref<Clash[]>([])
  /** What the concluded contact does not have: typed too late, or concluded elsewhere. */
  const leftOver = ref<Edits | null>(null)
  const changed = shallowReactive(new Set<FieldName>())
  const saving = ref<Saving>({ state: 'saved', at: Date.parse(first.updated_at) })
  const concluding = ref<Concluding>('idle')
  const problem = shallowRef<unknown>(null)
  const touchedAt = ref(0)
  /** The server has not answered for a while. */
  const late = ref(false)
  let refused: Edits = {}
  let running: Promise<void> | null = null
  let sending: Edits = {}
  let timer: ReturnType<typeof setTimeout> | undefined
  let attempt = 0
  /** The conclusion is on its way with what was to be saved: no save may follow it. */
  let settled = false

  const isOpen = computed(() => draft.value.state === 'open')
  const isClean = computed(() => Object.keys(edits).length === 0)
  const shown = (field: FieldName): FieldValue => shownValue(draft.value, edits, held.value, field)

  function set(field: FieldName, value: FieldValue): void {
    if (!isOpen.value) return
    touchedAt.value = clock()
    if (held.value?.field === field) held.value = { field, value }
    delete faults[field]
    found.value = found.value.filter((clash) => clash.field !== field)
    if (field === 'district') leaveStreet(value)
    edits[field] = value
    unsent.keep(contact, field, value)
    if (saving.value.state === 'saved') saving.value = { state: 'saving' }
    due(concluding.value === 'waiting' ? WAITING_PAUSE : PAUSE)
  }

  /** Another district: a street that is not of it goes, unless it came from the words and nobody has decided on it. */
  function leaveStreet(district: FieldValue): void {
    const street = shown('street')
    if (typeof district !== 'string' || typeof street !== 'string' || sameValue(district, shown('district'))) return
    if (suggestions.value.street?.state !== 'filled' && isElsewhere(streets(), district, street)) set('street', null)
  }

  /** Hold what a field shows while the cursor is in it. */
  function hold(field: FieldName): void {
    held.value = { field, value: shown(field) }
  }

  function release(field: FieldName): void {
    if (held.value?.field === field) held.value = null
  }

  const { suggestions, undecided, take, takeAll } = createTaking({ draft, edits, known, isOpen, streets, shown, set })

  function due(pause: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => void save(), pause)
  }

  function waiting(): Edits {
    const wanted: Edits = {}
    for (const field of FIELD_NAMES) {
      if (!(field in edits)) continue
      const value = edits[field] ?? null
      if (field in refused && sameValue(refused[field], value)) continue
      wanted[field] = value
    }
    return wanted
  }

  /** Send what is unsent, or what waits to be submitted; a call during another one ends with it. */
  async function save(): Promise<void> {
    if (concluding.value === 'waiting') await submit()
    else if (concluding.value === 'idle') await run()
  }

  function run(): Promise<void> {
    clearTimeout(timer)
    running ??= send().finally(() => {
      running = null
      sending = {}
      if (saving.value.state === 'saving' && Object.keys(waiting()).length > 0) due(PAUSE)
    })
    return running
  }

  /** Send what is there now, also what was typed during a sending. */
  async function flush(): Promise<void> {
    await save()
    await running
    if (isOpen.value && Object.keys(waiting()).length > 0 && saving.value.state !== 'unsaved') await save()
  }

  async function send(): Promise<void> {
    for (let round = 0; round < CONFLICTS && isOpen.value && !settled; round += 1) {
      sending = waiting()
      if (Object.keys(sending).length === 0) break
      saving.value = { state: 'saving' }
      try {
        const answer = await awaited(server.edit(contact, draft.value.version, sending))
        unsent.sent(contact, sending)
        keepOnly(withoutSent(edits, sending))
        attempt = 0
        receive(answer)
      } catch (error) {
        if (!(await survived(error))) return
      }
    }
    saving.value = outcome()
  }

  /** Say so when an answer is late. */
  async function awaited<T>(asked: Promise<T>): Promise<T> {
    const telling = setTimeout(() => {
      late.value = true
      if (!isClean.value) saving.value = { state: 'unsaved', why: 'late' }
    }, LATE)
    try {
      return await asked
    } finally {
      clearTimeout(telling)
      late.value = false
    }
  }

  function outcome(): Saving {
    if (isClean.value || !isOpen.value) return { state: 'saved', at: clock() }
    return Object.keys(waiting()).length > 0 ? { state: 'saving' } : { state: 'unsaved', why: 'fault' }
  }

  /** Whether to go on after a failure: with the draft as it is now, or without the fields that were refused. */
  async function survived(error: unknown): Promise<boolean> {
    const named = faultsOf(error)
    if (named !== null) {
      for (const field of FIELD_NAMES) {
        const fault = named[field]
        if (fault === undefined) continue
        faults[field] = fault
        refused = { ...refused, [field]: sending[field] ?? null }
      }
      return true
    }
    if (isConflict(error)) {
      try {
        receive(await server.read(contact))
        return true
      } catch (again) {
        hinder(hindranceOf(again))
        return false
      }
    }
    hinder(hindranceOf(error))
    if (hindranceOf(error) === 'refused') problem.value = error
    return false
  }

  function hinder(why: Hindrance): void {
    if (!isClean.value) saving.value = { state: 'unsaved', why }
    if (why !== 'refused') due(RETRIES[Math.min(attempt++, RETRIES.length - 1)] ?? 10_000)
  }

  function keepOnly(left: Edits): void {
    for (const field of FIELD_NAMES) if (!(field in left)) delete edits[field]
  }

  /** The draft as the server has it now, from an answer or from the socket. */
  function receive(next: Draft): void {
    const before = draft.value
    if (next.contact_id !== contact || !isNewer(before, next)) return
    const clash = clashes(before, next, edits, sending)
    if (clash.length > 0) found.value = [...found.value.filter((old) => !clash.some(({ field }) => field === old.field)), ...clash]
    changed.clear()
    for (const field of changedFields(before, next)) {
      if (!(field in edits) && !sameValue(filledValue(next.fields[field]), asStored(shown(field)))) changed.add(field)
    }
    known.value = fromWords(next, known.value)
    draft.value = next
    if (next.state !== 'open') concluded()
  }

  function concluded(): void {
    clearTimeout(timer)
    concluding.value = 'idle'
    problem.value = null
    found.value = []
    const left = withoutSent(edits, filledFields(draft.value))
    if (Object.keys(left).length > 0) leftOver.value = { ...leftOver.value, ...left }
    keepOnly({})
    held.value = null
    unsent.forget(contact)
    saving.value = { state: 'saved', at: clock() }
  }

  /** What was typed before a reload or a crash, to be sent now. */
  function restore(): void {
    const kept = unsent.fields(contact)
    if (!isOpen.value) {
      if (Object.keys(kept).length > 0) leftOver.value = kept
      unsent.forget(contact)
      return
    }
    for (const field of FIELD_NAMES) if (field in kept) edits[field] = kept[field] ?? null
    if (!isClean.value) {
      saving.value = { state: 'saving' }
      due(0)
    }
  }

  /** Try again at once: the connection or the session is back. */
  function retry(): void {
    const isUnsaved = saving.value.state === 'unsaved' && saving.value.why !== 'fault'
    if (concluding.value === 'waiting' || isUnsaved) void save()
  }

  /** Make it a ticket; pressed again it is the same ticket. Without a network it is sent when there is one. */
  async function submit(): Promise<boolean> {
    if (!begin()) return false
    settled = true
    await running
    if (!isOpen.value) return false
    sending = seenFields(draft.value, edits, held.value)
    try {
      await awaited(server.submit(contact, sending, unsent.requestId(contact, newId)))
    } catch (error) {
      await refuse(error)
      return false
    } finally {
      settled = false
    }
    await finish('submitted', sending)
    return true
  }

  /** End the contact without a ticket of its own; what was typed is saved first. */
  async function conclude(act: () => Promise<unknown>): Promise<boolean> {
    if (!begin()) return false
    await running
    if (Object.keys(waiting()).length > 0) await run()
    settled = true
    try {
      await awaited(act())
    } catch (error) {
      if (isOpen.value) concluding.value = 'idle'
      if (isConflict(error)) await refresh()
      goOn()
      throw error
    } finally {
      settled = false
    }
    await finish('closed', {})
    return true
  }

  function begin(): boolean {
    if (!isOpen.value || concluding.value === 'sending') return false
    clearTimeout(timer)
    concluding.value = 'sending'
    problem.value = null
    return true
  }

  /** The server has it: show it as concluded even if the answer about the draft is lost. */
  async function finish(state: Draft['state'], sent: Edits): Promise<void> {
    attempt = 0
    await refresh()
    const now = draft.value
    if (isOpen.value) receive({ ...now, state, revision: now.revision + 1, fields: withSubmitted(now.fields, sent) })
  }

  async function refuse(error: unknown): Promise<void> {
    if (!isOpen.value) return
    const named = faultsOf(error)
    const why = hindranceOf(error)
    if (named === null && !isConflict(error) && why !== 'refused') {
      concluding.value = 'waiting'
      hinder(why)
      return
    }
    concluding.value = 'idle'
    if (named !== null) Object.assign(faults, named)
    else if (isConflict(error)) await refresh()
    else problem.value = error
    goOn()
  }

  /** Save again after a conclusion that did not come about. */
  function goOn(): void {
    if (!isOpen.value) return
    saving.value = isClean.value ? { state: 'saved', at: Date.parse(draft.value.updated_at) } : outcome()
    if (saving.value.state === 'saving') due(PAUSE)
  }

  async function refresh(): Promise<void> {
    try {
      receive(await server.read(contact))
    } catch {
      // The socket brings it, or the next look does.
    }
  }

  function dispose(): void {
    clearTimeout(timer)
  }

  return {
    contact,
    draft,
    edits,
    held,
    faults,
    clashes: found,
    leftOver,
    changed,
    saving,
    concluding,
    late,
    problem,
    touchedAt,
    isOpen,
    isClean,
    suggestions,
    undecided,
    shown,
    set,
    hold,
    release,
    take,
    takeAll,
    save,
    flush,
    receive,
    restore,
    retry,
    submit,
    noTicket: (reason: string) => conclude(() => server.noTicket(contact, reason)),
    link: (serviceId: string) => conclude(() => server.link(contact, serviceId)),
    cancelWaiting: () => {
      if (concluding.value !== 'waiting') return
      concluding.value = 'idle'
      goOn()
    },
    refresh,
    /** The agent has seen that somebody else changed a field. */
    dismiss: (clash: Clash) => (found.value = found.value.filter((other) => other !== clash)),
    forgetLeftOver: () => (leftOver.value = null),
    dispose,
  }
}

function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
