/** Whether this window is the agent's phone: claimed on opening, told by the server when another window takes it. */
import { readonly, ref, type Ref } from 'vue'
import { answer, api } from '../shared/api'
import { backOff } from '../shared/frames'
import { Problem } from '../shared/problem'
import type { components } from '../shared/schema'
import { labelOf } from './label'

export type PhoneCredentials = components['schemas']['PhoneCredentials']

/** Where the phone is, as the desktop's socket tells it. */
export interface Place {
  window: string
  label: string
  claimed_at: string
}

/** `waiting`: the server does not answer, tried again by itself. */
export type ClaimState = 'asking' | 'mine' | 'moved' | 'waiting' | 'failed'

export interface Claim {
  window: string
  state: Readonly<Ref<ClaimState>>
  place: Readonly<Ref<Place | null>>
  problem: Readonly<Ref<Problem | null>>
  take: () => Promise<void>
  /** What the socket said. */
  heard: (place: Place | null) => void
  /** Ask whether this window is still the phone; needs no session. Fails without an answer. */
  look: () => Promise<void>
}

/** `onMine` gets what to register with, `onMoved` is called when another window took the phone. */
export function useClaim(onMine: (credentials: PhoneCredentials) => void, onMoved: () => void): Claim {
  // A new one each time: a duplicated tab would inherit one that is kept.
  const window = crypto.randomUUID()
  const state = ref<ClaimState>('asking')
  const place = ref<Place | null>(null)
  const problem = ref<Problem | null>(null)
  let attempts = 0

  async function take(): Promise<void> {
    state.value = 'asking'
    problem.value = null
    try {
      const found = await answer(api.POST('/api/v1/phone/claim', { body: { window, label: labelOf(navigator.userAgent) } }))
      attempts = 0
      state.value = 'mine'
      place.value = { window, label: found.label, claimed_at: found.claimed_at }
      onMine(found)
    } catch (error) {
      problem.value = error instanceof Problem ? error : new Problem('unexpected')
      if (problem.value.status === 0 || problem.value.status >= 500) {
        state.value = 'waiting'
        setTimeout(() => state.value === 'waiting' && void take(), backOff(attempts++))
      } else {
        state.value = 'failed'
      }
    }
  }

  async function look(): Promise<void> {
    const found = await answer(api.GET('/api/v1/phone/windows/{window}', { params: { path: { window } } }))
    if (found.state === 'moved' && state.value === 'mine') moved(null)
  }

  function moved(to: Place | null): void {
    place.value = to
    state.value = 'moved'
    onMoved()
  }

  function heard(now: Place | null): void {
    if (!now || now.window === window) return
    if (state.value === 'moved') place.value = now
    if (state.value !== 'mine') return
    // An older claim may still be on its way when this one was made.
    if (place.value && new Date(now.claimed_at) < new Date(place.value.claimed_at)) return
    moved(now)
  }

  return { window, state: readonly(state), place: readonly(place), problem: readonly(problem) as Readonly<Ref<Problem | null>>, take, heard, look }
}
