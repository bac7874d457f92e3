/** The agent's phone as one thing: claim, SIP, devices, ringing, and what it tells the desktop. */
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { api } from '../shared/api'
import { Problem } from '../shared/problem'
import { usePhoneChannel, type FromPhone, type PhoneAct, type PhoneState } from '../shared/phone-channel'
import { useSocket, type LiveSocket } from '../shared/socket'
import { store, stored } from '../shared/stored'
import { beep, graph, playOn, ring, type Sounding } from './sounds'
import { useClaim, type Claim, type Place } from './useClaim'
import { useDevices, type Devices } from './useDevices'
import { useReturn } from './useReturn'
import { useSip, type Sip, type SipEnd } from './useSip'

export interface AgentState {
  pause_reason: string
  reachable: boolean
}

export interface Phone {
  sip: Sip
  claim: Claim
  devices: Devices
  socket: LiveSocket
  /** The agent's state as the server tells it, null until it did. */
  agent: Ref<AgentState | null>
  autoAnswer: Ref<boolean>
  /** Whether the browser keeps sounds back until the person has clicked here once. */
  silenced: Ref<boolean>
  lastEnd: Ref<SipEnd | null>
  answering: Ref<boolean>
  answer: () => Promise<void>
  /** Take calls again after the phone had been out of reach; `returning` until the switch reaches it. */
  comeBack: () => Promise<void>
  returning: Ref<boolean>
  returnProblem: Ref<Problem | null>
}

const tellEvery = 2_000
const watchEvery = 5_000
/** A timer that comes this late means that the browser or the machine slept. */
const slept = 15_000
const autoAnswerAfter = 800
/** The window that was the phone keeps its registration so long, that the new one can take its place without a gap. */
const handOver = 3_000

/** `owner` is the agent whose phone this is; `onGone` is called when he has logged out and no call runs any more. */
export function usePhone(owner: string, onGone: () => void): Phone {
  const agent = ref<AgentState | null>(null)
  const autoAnswer = ref(stored('phone.auto-answer') === 'yes')
  const silenced = ref(false)
  const lastEnd = ref<SipEnd | null>(null)
  const answering = ref(false)
  const returning = ref(false)
  const returnProblem = ref<Problem | null>(null)
  const speaker = new Audio()
  let bell: Sounding | null = null
  let answerSoon: ReturnType<typeof setTimeout> | undefined
  let leaving: ReturnType<typeof setTimeout> | undefined

  const devices = useDevices((track) => void sip.replace(track))
  const sip = useSip((end) => {
    lastEnd.value = end
    devices.close()
  })
  const claim = useClaim(
    (credentials) => {
      clearTimeout(leaving)
      sip.start({ uri: credentials.uri, user: credentials.user, password: credentials.password, ws: credentials.ws, register: true, mayRenew })
    },
    () => {
      clearTimeout(leaving)
      leaving = setTimeout(sip.stop, handOver)
      tell()
    },
  )
  const socket = useSocket('/api/v1/desk/socket', {
    snapshot: (body) => {
      const found = body as { agent: AgentState | null; phone: Place | null }
      agent.value = found.agent
      claim.heard(found.phone)
    },
    delta: (type, body) => {
      if (type === 'agent') agent.value = body as AgentState
      if (type === 'phone') claim.heard(body as Place)
    },
  })

  /** With a session the socket tells at once who the phone is; without one it has to be asked. */
  async function mayRenew(): Promise<boolean> {
    if (socket.state.value !== 'expired') return claim.state.value === 'mine'
    try {
      await claim.look()
    } catch {
      return false
    }
    return claim.state.value === 'mine'
  }
  let isGone = false
  function go(): void {
    isGone = true
    if (!sip.call.value) onGone()
  }
  const lookAgain = useReturn(socket, claim, go)

  // -- calls ------------------------------------------------------------------------------------------------------

  async function answer(): Promise<void> {
    if (sip.call.value?.state !== 'ringing' || answering.value) return
    answering.value = true
    try {
      const microphone = await devices.open()
      if (microphone) sip.answer(microphone)
    } finally {
      answering.value = false
    }
  }

  function startRinging(): void {
    lastEnd.value = null
    silenced.value = graph().state !== 'running'
    if (autoAnswer.value) {
      beep(devices.used.value.speaker)
      answerSoon = setTimeout(() => void answer(), autoAnswerAfter)
    } else {
      bell = ring(devices.used.value.bell)
    }
  }

  watch(
    () => sip.call.value?.state,
    (state) => {
      clearTimeout(answerSoon)
      bell?.stop()
      bell = null
      if (state === 'ringing') startRinging()
      if (state === undefined && isGone) onGone()
      else tell()
    },
  )
  watch(sip.remote, (stream) => {
    speaker.srcObject = stream
    if (stream) void playOn(speaker, devices.used.value.speaker).then(() => speaker.play().catch(() => (silenced.value = true)))
  })
  watch(
    () => devices.used.value.speaker,
    (device) => void playOn(speaker, device),
  )
  watch(autoAnswer, (on) => store('phone.auto-answer', on ? 'yes' : 'no'))

  // -- what the desktop hears ------------------------------------------------------------------------------------

  const state = computed<PhoneState>(() => {
    const now = sip.call.value?.state
    return now === 'ringing' || now === 'talking' || now === 'on_hold' ? now : 'idle'
  })
  const tellDesk = usePhoneChannel((message) => {
    if (message.from !== 'desk') return
    if (message.act === 'hello') {
      tell()
      return void lookAgain()
    }
    if (message.agent !== owner) return
    if (message.act === 'log_out') return go()
    if (claim.state.value !== 'mine') return
    const acts: Record<Exclude<PhoneAct, 'hello' | 'log_out'>, () => void> = {
      answer: () => void answer(),
      hang_up: sip.hangUp,
      hold: sip.hold,
      resume: sip.resume,
      mute: () => sip.mute(true),
      unmute: () => sip.mute(false),
      focus: () => window.focus(),
    }
    acts[message.act]?.()
  })
  function tell(): void {
    const message: FromPhone = {
      from: 'phone',
      agent: owner,
      window: claim.window,
      registered: sip.registered.value && claim.state.value === 'mine',
      state: state.value,
      muted: sip.call.value?.muted ?? false,
      quality: sip.figures.value?.quality ?? null,
      since: sip.call.value?.since ?? null,
    }
    tellDesk(message)
  }
  watch([sip.registered, () => sip.call.value?.muted, () => sip.figures.value?.quality], tell)
  // A desktop that was just loaded hears it within this time; a window that is the phone no more is silent.
  const telling = setInterval(() => claim.state.value === 'mine' && tell(), tellEvery)

  // -- the window -------------------------------------------------------------------------------------------------

  function warn(event: BeforeUnloadEvent): void {
    if (sip.call.value) event.preventDefault()
  }
  function gone(event: PageTransitionEvent): void {
    if (event.persisted) return
    sip.leave()
    tellDesk({ from: 'phone', agent: owner, window: claim.window, registered: false, state: 'idle', muted: false, quality: null, since: null })
  }
  function heardPerson(): void {
    void graph()
      .resume()
      .then(() => {
        silenced.value = false
        if (sip.remote.value) void speaker.play().catch(() => {})
      })
  }
  let last = Date.now()
  const watching = setInterval(() => {
    if (Date.now() - last > slept) sip.refresh()
    last = Date.now()
  }, watchEvery)

  addEventListener('beforeunload', warn)
  addEventListener('pagehide', gone)
  addEventListener('pointerdown', heardPerson, { passive: true })
  addEventListener('keydown', heardPerson, { passive: true })
  document.addEventListener('resume', sip.refresh)
  onScopeDispose(() => {
    clearInterval(telling)
    clearInterval(watching)
    clearTimeout(answerSoon)
    clearTimeout(leaving)
    bell?.stop()
    speaker.srcObject = null
    removeEventListener('beforeunload', warn)
    removeEventListener('pagehide', gone)
    removeEventListener('pointerdown', heardPerson)
    removeEventListener('keydown', heardPerson)
    document.removeEventListener('resume', sip.refresh)
  })

  async function comeBack(): Promise<void> {
    returning.value = true
    returnProblem.value = null
    if (agent.value?.reachable === false) sip.refresh()
    await unpause()
  }

  async function unpause(): Promise<void> {
    try {
      await api.POST('/api/v1/desk/unpause')
      returning.value = false
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem('unexpected')
      // The switch has not yet asked the phone: the agent returns when it has.
      if (problem.code === 'phone_unreachable') return
      returning.value = false
      returnProblem.value = problem
    }
  }

  watch(agent, (now) => {
    if (now?.pause_reason !== 'unreachable') returning.value = false
    else if (returning.value && now.reachable) void unpause()
  })

  // The microphone is asked for before the first call, and let go until there is one.
  void devices.open().then(() => sip.call.value || devices.close())
  void claim.take()
  return { sip, claim, devices, socket, agent, autoAnswer, silenced, lastEnd, answering, answer, comeBack, returning, returnProblem }
}
