/** The softphone in its own window of this browser, as its channel tells of it; for the agent's browser phone only. */
import { computed, ref, shallowRef } from 'vue'
import { now } from '../shared/now'
import { usePhoneChannel, type FromPhone, type PhoneAct } from '../shared/phone-channel'

/** A phone window speaks at least this often, a hidden one once a minute; one that is silent is frozen or gone. */
const SILENCE = 70_000

export type Softphone = ReturnType<typeof useSoftphone>

/** `agent` is whose desktop this is; what another agent's phone says or might do is not heard and not asked for. */
export function useSoftphone(agent: () => string | null) {
  const heard = shallowRef<FromPhone | null>(null)
  const told = computed(() => (heard.value?.agent === agent() ? heard.value : null))
  const toldAt = ref(0)
  const say = usePhoneChannel((message) => {
    if (message.from !== 'phone' || message.agent !== agent()) return
    heard.value = message
    toldAt.value = Date.now()
  })

  const isOpen = computed(() => told.value !== null && now.value - toldAt.value < SILENCE)
  const isRegistered = computed(() => isOpen.value && told.value?.registered === true)
  const state = computed(() => (isRegistered.value ? (told.value?.state ?? 'idle') : 'idle'))
  const muted = computed(() => told.value?.muted === true)
  const quality = computed(() => (isRegistered.value ? (told.value?.quality ?? null) : null))

  function act(name: PhoneAct): void {
    const own = agent()
    if (own !== null) say({ from: 'desk', agent: own, act: name })
  }

  /** Bring the phone window to the front, or open it. */
  function open(): void {
    const opened = window.open('/phone', 'hotline-phone-window', 'popup,width=380,height=640')
    if (opened) opened.focus()
    act('focus')
  }

  return { isOpen, isRegistered, state, muted, quality, act, open }
}
