/**
 * Which form is on the screen, and the forms that still have something to send.
 *
 * The present call's draft comes by the socket. An unfinished form of an earlier call stays on the screen while the next
 * one rings; it gives way when the call is answered and nobody has typed for a moment, or when the agent says so.
 */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { onFarewell } from '../../shared/farewell'
import { clock } from '../../shared/formats'
import { text } from '../../shared/i18n'
import { useSession } from '../../shared/session'
import { useDesk } from '../store'
import { FIELD_NAMES, type Draft } from '../types'
import { createForm, type Form } from './form'
import { draftServer } from './server'
import { forgetUnsent, Unsent } from './unsent'

const TYPING = 3000

export const useForms = defineStore('forms', () => {
  const desk = useDesk()
  const session = useSession()
  const viewed = shallowRef<Form | null>(null)
  /** The present call has a form of its own that is not on the screen. */
  const presentWaits = computed(() => desk.call !== null && viewed.value !== null && viewed.value.contact !== desk.call.contact_id)
  /** Concluded last, so that its number can still be seen when it comes. */
  const last = shallowRef<Form | null>(null)
  const failed = ref(false)
  const forms = new Map<string, Form>()
  // An earlier draft that the agent opened during the call stays until the agent goes back.
  let chosen = false
  // Raised by whatever puts another form on the screen: a draft that is still being read then comes too late.
  let turn = 0

  const unsent = () => new Unsent(session.account?.id ?? '', localStorage)

  function formOf(draft: Draft): Form {
    const before = forms.get(draft.contact_id)
    if (before) {
      before.receive(draft)
      return before
    }
    const form = createForm(draft, draftServer, unsent(), { streets: () => desk.catalogue?.streets ?? {} })
    form.restore()
    forms.set(draft.contact_id, form)
    return form
  }

  function view(wanted: Form | null): void {
    // What could not be put in is told of before the screen is empty.
    const untold = desk.call === null ? [...forms.values()].find((each) => each.leftOver.value !== null) : undefined
    const form = wanted ?? untold ?? null
    if (form === viewed.value) return
    const before = viewed.value
    turn += 1
    viewed.value = form
    if (before) leave(before)
    sweep()
  }

  function leave(form: Form): void {
    if (form.held.value) form.release(form.held.value.field)
    if (form.isOpen.value) void form.save()
    else last.value = form
  }

  /** Let go of forms that are off the screen and have nothing left to send. */
  function sweep(): void {
    for (const [contact, form] of forms) {
      if (form === viewed.value || form === last.value || contact === desk.call?.contact_id) continue
      if (hasSomething(form)) continue
      form.dispose()
      forms.delete(contact)
    }
  }

  /** Whether there is something to send, or to tell of, before the form may go. */
  function hasSomething(form: Form): boolean {
    return form.isOpen.value ? !form.isClean.value || form.concluding.value !== 'idle' : form.leftOver.value !== null
  }

  const isOver = (form: Form) => !form.isOpen.value && form.leftOver.value === null

  function isInUse(): boolean {
    const form = viewed.value
    return form !== null && (Date.now() - form.touchedAt.value < TYPING || (!form.isOpen.value && !isOver(form)))
  }

  function viewPresent(): void {
    if (desk.draft !== null) view(formOf(desk.draft))
    else if (viewed.value?.contact !== desk.call?.contact_id) view(null)
  }

  async function open(contact: string): Promise<void> {
    failed.value = false
    const mine = ++turn
    try {
      const form = formOf(forms.get(contact)?.draft.value ?? (await draftServer.read(contact)))
      if (mine !== turn) return
      view(form)
      await form.refresh()
    } catch {
      if (mine === turn) failed.value = true
    }
  }

  watch(
    () => desk.draft,
    (draft) => {
      if (draft === null) {
        // The call has gone from the screen; an unfinished form stays under the agent's hands.
        if (viewed.value && isOver(viewed.value) && desk.call === null) view(null)
        return
      }
      const form = formOf(draft)
      const gives = viewed.value === null || isOver(viewed.value)
      if (gives || (desk.call?.state === 'talking' && !isInUse() && desk.call.contact_id === draft.contact_id && !chosen)) view(form)
    },
    { immediate: true },
  )

  // The last words of an earlier call, and what a message holds, come after its form is on the screen.
  watch(
    () => desk.openDrafts,
    (open) => {
      for (const { contact_id, revision } of open) {
        const form = forms.get(contact_id)
        if (form && contact_id !== desk.draft?.contact_id && revision > form.draft.value.revision) void form.refresh()
      }
    },
  )

  watch(
    () => [desk.call?.call_id, desk.call?.state] as const,
    ([callId, state], [beforeId]) => {
      if (callId !== beforeId) chosen = false
      if (callId === undefined) {
        if (viewed.value && isOver(viewed.value)) view(null)
      } else if (state === 'talking' && !chosen && !isInUse()) viewPresent()
    },
  )

  // What could not be put in stays in sight until the agent has seen it.
  watch(
    () => [viewed.value, viewed.value?.leftOver.value] as const,
    ([form, left], [formBefore, leftBefore]) => {
      if (form === null || form !== formBefore || left !== null || !leftBefore || form.contact === desk.call?.contact_id) return
      if (desk.call === null) view(null)
      else viewPresent()
    },
  )

  /** Send what earlier pages left behind for contacts that are not on the screen. */
  async function flush(): Promise<void> {
    for (const contact of unsent().contacts()) {
      if (forms.has(contact) || contact === desk.draft?.contact_id) continue
      try {
        const form = formOf(await draftServer.read(contact))
        if (form.leftOver.value !== null && viewed.value === null) view(form)
      } catch {
        // Still there at the next connection.
      }
    }
    sweep()
  }

  /** The connection is there again. */
  function retry(): void {
    for (const form of forms.values()) form.retry()
    void flush()
  }

  /** Send everything before the person logs out; answers what would be lost. */
  async function settle(): Promise<string[]> {
    await Promise.all([...forms.values()].map((form) => form.flush()))
    return [...forms.values()].filter(hasSomething).map((form) => {
      const { answered_at, opened_at } = form.draft.value
      const fields = FIELD_NAMES.filter((field) => field in (form.leftOver.value ?? form.edits)).map((field) => text(`desk.form.field.${field}`))
      if (form.concluding.value !== 'idle') fields.push(text('desk.save.not_submitted'))
      return text('desk.save.farewell', { time: clock(answered_at ?? opened_at), fields: fields.join('、') })
    })
  }
  onFarewell(settle)

  function forget(): void {
    for (const form of forms.values()) form.dispose()
    forms.clear()
    viewed.value = last.value = null
    forgetUnsent(localStorage)
  }

  return {
    viewed,
    last,
    failed,
    presentWaits,
    viewPresent: () => {
      chosen = false
      turn += 1
      viewPresent()
    },
    open: (contact: string) => {
      chosen = contact !== desk.call?.contact_id
      return open(contact)
    },
    close: () => view(null),
    retry,
    forget,
    hasUnsent: () => [...forms.values()].some((form) => form.isOpen.value && hasSomething(form)),
  }
})
