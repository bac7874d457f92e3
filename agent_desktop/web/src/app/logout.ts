/** Logging out: what was typed is saved, the agent signs out of the queue, and whatever stands against it is asked first. */
import { ref, shallowRef } from 'vue'
import { Problem } from '../shared/problem'

/** What is asked before; `inCall`: it cannot be now. */
export interface Question {
  lost: readonly string[]
  signedIn: boolean
  inCall: boolean
}

export interface OwnState {
  availability: string
  activity: string
}

export interface LogOutActs {
  /** Save everything; what could not be. */
  settle: () => Promise<string[]>
  /** The agent's state, `null` for whoever is no agent or was never signed in. */
  state: () => Promise<OwnState | null>
  signOff: () => Promise<unknown>
  /** End the session and leave. */
  end: () => Promise<unknown>
}

const CALL = ['ringing', 'talking', 'on_hold']

export function createLogOut(acts: LogOutActs) {
  const question = ref<Question | null>(null)
  const busy = ref(false)
  const failure = shallowRef<unknown>(null)
  /** The queue could not be left; the session can be ended all the same. */
  const stuck = ref(false)

  async function guarded(act: () => Promise<void>): Promise<void> {
    if (busy.value) return
    busy.value = true
    failure.value = null
    try {
      await act()
    } catch (error) {
      failure.value = error
    }
    busy.value = false
  }

  async function look(): Promise<Question> {
    const lost = await acts.settle()
    const state = await acts.state()
    return { lost, signedIn: state !== null && state.availability !== 'logged_off', inCall: state !== null && CALL.includes(state.activity) }
  }

  /** Log out, at once when nothing stands against it. */
  const begin = () =>
    guarded(async () => {
      stuck.value = false
      const found = await look()
      if (found.lost.length > 0 || found.signedIn || found.inCall) question.value = found
      else await acts.end()
    })

  /** The person has read the question and goes; `staying`: without leaving the queue. */
  const confirm = (staying = false) =>
    guarded(async () => {
      const asked = question.value
      if (asked === null) return
      if (asked.signedIn && !staying) {
        try {
          await acts.signOff()
        } catch (error) {
          if (error instanceof Problem && error.code === 'in_call') question.value = { ...asked, inCall: true }
          else stuck.value = true
          throw error
        }
        question.value = { ...asked, signedIn: false }
      }
      await acts.end()
    })

  const cancel = () => {
    question.value = null
    failure.value = null
  }

  return { question, busy, failure, stuck, begin, confirm, cancel }
}
