/** The one place that speaks SIP: registration, one call at a time, its audio. Nothing else imports JsSIP. */
import { UA, debug } from 'jssip'
import type { RTCSession, SDPEvent } from 'jssip/lib/RTCSession'
import type { RTCSessionEvent } from 'jssip/lib/UA'
import { onScopeDispose, readonly, ref, shallowRef, type Ref } from 'vue'
import { count, judge, type Counted, type Figures } from './quality'
import { reachable } from './sdp'
import { SignalSocket } from './signal'

export interface SipAccount {
  /** `sip:1001w@127.0.0.1`; its user part is who calls are from. */
  uri: string
  user: string
  password: string
  ws: string
  /** Whether calls come in. */
  register: boolean
  /** Asked before each renewal of the registration; while it answers false it is asked again. */
  mayRenew?: () => Promise<boolean>
}

/** `off`: not started or stopped; `lost`: it was there and is being got back. */
export type Link = 'off' | 'connecting' | 'connected' | 'lost'
export type CallState = 'ringing' | 'dialling' | 'talking' | 'on_hold'

export interface SipCall {
  state: CallState
  incoming: boolean
  /** Who calls, or who is called. */
  party: string
  /** When this state began. */
  since: string
  answeredAt: string | null
  muted: boolean
}

/** How a call ended: `cause` as JsSIP names it, for a sentence. */
export interface SipEnd {
  by: 'local' | 'remote' | 'system'
  cause: string
  answered: boolean
}

export interface Sip {
  link: Readonly<Ref<Link>>
  registered: Readonly<Ref<boolean>>
  /** Why the switch refused the registration. */
  refused: Readonly<Ref<string>>
  call: Readonly<Ref<SipCall | null>>
  remote: Readonly<Ref<MediaStream | null>>
  figures: Readonly<Ref<Figures | null>>
  start: (account: SipAccount) => void
  /** Give up the registration now; the connection stays until a call that runs is over. */
  stop: () => void
  answer: (microphone: MediaStream) => void
  dial: (number: string, microphone: MediaStream) => void
  hangUp: () => void
  hold: () => void
  resume: () => void
  mute: (muted: boolean) => void
  press: (key: string) => void
  /** Send another track from now on, in the call that runs. */
  replace: (track: MediaStreamTrack) => Promise<void>
  /** Tell the switch anew where this phone is: after a sleep it may have been given up. */
  refresh: () => void
  /** The window goes away: say so to the switch at once. */
  leave: () => void
}

const lookEvery = 2_000
const again = { first: 1_000, most: 15_000 }
const renewAgain = 5_000
const media = { pcConfig: { iceServers: [] } }

/** Changes what is sent, not what the browser goes by. */
function send(event: SDPEvent): void {
  if (event.originator === 'local') event.sdp = reachable(event.sdp)
}

export function useSip(onEnd: (end: SipEnd) => void = () => {}): Sip {
  const link = ref<Link>('off')
  const registered = ref(false)
  const refused = ref('')
  const call = ref<SipCall | null>(null)
  const remote = shallowRef<MediaStream | null>(null)
  const figures = shallowRef<Figures | null>(null)

  let ua: UA | null = null
  let socket: SignalSocket | null = null
  let session: RTCSession | null = null
  let stopping = false
  /** Register again once the registration is given up. */
  let anew = false
  let attempts = 0
  let retry: ReturnType<typeof setTimeout> | undefined
  let looking: ReturnType<typeof setInterval> | undefined
  let seen: Counted | null = null

  // The library's own lines would carry addresses and passwords' digests to the console.
  debug.disable()

  function start(account: SipAccount): void {
    end()
    stopping = false
    anew = false
    attempts = 0
    refused.value = ''
    link.value = 'connecting'
    socket = new SignalSocket(account.ws)
    const agent = new UA({
      sockets: [socket],
      uri: account.uri,
      authorization_user: account.user,
      password: account.password,
      register: account.register,
      register_expires: 120,
      session_timers: false,
      no_answer_timeout: 300, // the queue decides how long it rings
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 8,
      user_agent: 'hotline phone',
    })
    ua = agent
    // One that was given up still speaks for a while: its registration ends, then its connection.
    agent.on('connected', () => {
      if (ua !== agent) return
      link.value = 'connected'
      attempts = 0
      reach()
    })
    agent.on('disconnected', () => {
      if (ua !== agent) return
      registered.value = false
      socket?.watch(false)
      if (!stopping) link.value = 'lost'
    })
    agent.on('registered', () => {
      if (ua !== agent) return
      registered.value = true
      refused.value = ''
      attempts = 0
      socket?.watch(true)
    })
    agent.on('unregistered', () => {
      if (ua !== agent) return
      registered.value = false
      socket?.watch(false)
      if (anew && !stopping) agent.register()
      anew = false
    })
    agent.on('registrationFailed', ({ cause }) => {
      if (ua !== agent) return
      registered.value = false
      if (stopping || !agent.isConnected()) return
      refused.value = String(cause ?? '')
      clearTimeout(retry)
      retry = setTimeout(() => ua === agent && !stopping && agent.register(), Math.min(again.most, again.first * 2 ** attempts++))
    })
    agent.on('registrationExpiring', () => void renew(agent, account))
    agent.on('newRTCSession', (event: RTCSessionEvent) => {
      const fresh = event.session
      if (event.originator === 'local') return
      if (session || stopping || ua !== agent) fresh.terminate({ status_code: 486 })
      else follow(fresh, true)
    })
    agent.start()
  }

  /** Renew the registration if this is still the phone; the switch forgets the one that is not renewed. */
  async function renew(agent: UA, account: SipAccount): Promise<void> {
    const may = (await account.mayRenew?.()) ?? true
    if (ua !== agent || stopping) return
    if (may) agent.register()
    else {
      clearTimeout(retry)
      retry = setTimeout(() => void renew(agent, account), renewAgain)
    }
  }

  /** Follow a call to its end. */
  function follow(fresh: RTCSession, incoming: boolean): void {
    session = fresh
    const now = () => new Date().toISOString()
    const set = (state: CallState) => {
      if (session !== fresh || !call.value) return
      call.value = { ...call.value, state, since: call.value.state === state ? call.value.since : now() }
    }
    const party = incoming ? fresh.remote_identity.uri.user : ''
    call.value = { state: incoming ? 'ringing' : 'dialling', incoming, party: String(party ?? ''), since: now(), answeredAt: null, muted: false }
    const over = ({ originator, cause }: { originator: string; cause: string }) => {
      if (session !== fresh) return
      const answered = call.value?.answeredAt != null
      session = null
      call.value = null
      remote.value = null
      stopLooking()
      onEnd({ by: originator as SipEnd['by'], cause, answered })
      if (stopping) end()
    }
    fresh.on('peerconnection', ({ peerconnection }) => hear(peerconnection))
    if (incoming) fresh.on('sdp', send)
    fresh.on('accepted', () => {
      if (session !== fresh || !call.value) return
      call.value = { ...call.value, state: 'talking', since: now(), answeredAt: now() }
      look()
    })
    fresh.on('hold', ({ originator }) => originator === 'local' && set('on_hold'))
    fresh.on('unhold', ({ originator }) => originator === 'local' && set('talking'))
    fresh.on('ended', over)
    fresh.on('failed', over)
    if (fresh.connection) hear(fresh.connection)
  }

  function hear(connection: RTCPeerConnection): void {
    connection.addEventListener('track', ({ track, streams }) => (remote.value = streams[0] ?? new MediaStream([track])))
    const came = connection.getReceivers().map((receiver) => receiver.track)
    if (came.length > 0) remote.value = new MediaStream(came)
  }

  function look(): void {
    stopLooking()
    looking = setInterval(async () => {
      const report = await session?.connection?.getStats()
      if (!report) return
      const now = count(report.values() as Iterable<Record<string, unknown>>, performance.now() / 1000)
      if (seen) figures.value = judge(seen, now)
      seen = now
    }, lookEvery)
  }

  function stopLooking(): void {
    clearInterval(looking)
    seen = null
    figures.value = null
  }

  /** After a reconnection: tell the switch where this end of the call is now, or its hang-up would not arrive. */
  function reach(): void {
    // An UPDATE without a description touches no audio, and its failure changes nothing. JsSIP's types leave it out.
    const dialog = session as unknown as { sendRequest: (method: string, options: object) => void } | null
    if (session?.isEstablished()) dialog?.sendRequest('UPDATE', { extraHeaders: [`Contact: ${session.contact}`] })
  }

  function answer(microphone: MediaStream): void {
    if (session && call.value?.state === 'ringing') session.answer({ ...media, mediaStream: microphone })
  }

  function dial(number: string, microphone: MediaStream): void {
    if (!ua || session) return
    const fresh = ua.call(number, { ...media, mediaStream: microphone, eventHandlers: { sdp: send } })
    follow(fresh, false)
    if (call.value) call.value = { ...call.value, party: number }
  }

  function hangUp(): void {
    if (!session || session.isEnded()) return
    session.terminate(call.value?.state === 'ringing' ? { status_code: 480 } : {})
  }

  function hold(): void {
    if (call.value?.state === 'talking') session?.hold()
  }

  function resume(): void {
    if (call.value?.state === 'on_hold') session?.unhold()
  }

  function mute(muted: boolean): void {
    if (!session || !call.value?.answeredAt) return
    if (muted) session.mute({ audio: true })
    else session.unmute({ audio: true })
    call.value = { ...call.value, muted }
  }

  function press(key: string): void {
    if (!session?.isEstablished() || !/^[0-9*#]$/.test(key)) return
    // RFC 4733 events; JsSIP's own types leave the enum's values out.
    session.sendDTMF(key, { transportType: 'RFC2833' as never, duration: 160, interToneGap: 70 })
  }

  async function replace(track: MediaStreamTrack): Promise<void> {
    const sender = session?.connection?.getSenders().find((found) => found.track?.kind === 'audio' || found.track === null)
    track.enabled = !(call.value?.muted || call.value?.state === 'on_hold')
    await sender?.replaceTrack(track)
  }

  function stop(): void {
    stopping = true
    clearTimeout(retry)
    socket?.watch(false)
    if (!session) end()
    else if (ua?.isRegistered()) ua.unregister()
  }

  function end(): void {
    const agent = ua
    clearTimeout(retry)
    stopLooking()
    ua = null
    socket = null
    registered.value = false
    link.value = 'off'
    agent?.stop()
  }

  function refresh(): void {
    const agent = ua
    if (!agent?.isConnected() || stopping || session || !agent.isRegistered()) return
    // Given up and made anew: the switch asks a new phone at once whether it is there, a known one within 10 s.
    anew = true
    agent.unregister()
  }

  function leave(): void {
    hangUp()
    end()
  }

  onScopeDispose(leave)
  return {
    link: readonly(link),
    registered: readonly(registered),
    refused: readonly(refused),
    call: readonly(call) as Readonly<Ref<SipCall | null>>,
    remote,
    figures,
    start,
    stop,
    answer,
    dial,
    hangUp,
    hold,
    resume,
    mute,
    press,
    replace,
    refresh,
    leave,
  }
}
