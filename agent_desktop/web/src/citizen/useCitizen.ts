/** A citizen's phone for demonstrations: what it sends is mixed from a microphone and a shipped appeal. */
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { graph } from '../phone/sounds'
import { useSip, type Sip, type SipEnd } from '../phone/useSip'
import { answer, api } from '../shared/api'
import type { components } from '../shared/schema'

export type CitizenPhone = components['schemas']['CitizenPhone']
export type Appeal = components['schemas']['Appeal']

export interface Playing {
  name: string
  seconds: number
  startedAt: number
}

export interface Citizen {
  sip: Sip
  /** What the server said on opening, null until it did. */
  given: Readonly<Ref<CitizenPhone | null>>
  error: Ref<unknown>
  /** The invented number this window calls from. */
  number: Readonly<Ref<string>>
  busy: Readonly<Ref<boolean>>
  lastEnd: Ref<SipEnd | null>
  playing: Readonly<Ref<Playing | null>>
  playFailed: Ref<boolean>
  microphone: Ref<'off' | 'on' | 'refused'>
  sending: MediaStream
  load: () => Promise<void>
  dial: (line: string) => Promise<void>
  hangUp: () => void
  play: (appeal: Appeal) => Promise<void>
  stopPlaying: () => void
  useMicrophone: (on: boolean) => Promise<void>
}

const connectPatience = 10_000
const numberKey = 'hotline.citizen-number'

export function useCitizen(): Citizen {
  const given = shallowRef<CitizenPhone | null>(null)
  const error = ref<unknown>(null)
  const number = ref('')
  const wanted = ref('')
  const lastEnd = ref<SipEnd | null>(null)
  const playing = ref<Playing | null>(null)
  const playFailed = ref(false)
  const microphone = ref<'off' | 'on' | 'refused'>('off')
  const speaker = new Audio()
  const out = graph().createMediaStreamDestination()
  // Silence is sent too: the switch ends a call over which nothing arrives.
  const silence = graph().createConstantSource()
  silence.offset.value = 0
  silence.connect(out)
  silence.start()
  const recordings = new Map<string, AudioBuffer>()
  let spoken: MediaStream | null = null
  let spokenNode: MediaStreamAudioSourceNode | null = null
  let source: AudioBufferSourceNode | null = null
  let patience: ReturnType<typeof setTimeout> | undefined

  const sip = useSip((end) => over(end))
  const busy = computed(() => wanted.value !== '' || sip.call.value !== null)

  function over(end: SipEnd): void {
    clearTimeout(patience)
    wanted.value = ''
    lastEnd.value = end
    stopPlaying()
    sip.stop()
  }

  async function fetchGiven(): Promise<CitizenPhone> {
    const found = await answer(api.POST('/api/v1/demonstration/citizen'))
    number.value = sessionStorage.getItem(numberKey) ?? found.number
    sessionStorage.setItem(numberKey, number.value)
    given.value = found
    return found
  }

  async function load(): Promise<void> {
    error.value = null
    try {
      await fetchGiven()
    } catch (failure) {
      error.value = failure
    }
  }

  async function dial(line: string): Promise<void> {
    if (busy.value || !line) return
    wanted.value = line
    lastEnd.value = null
    error.value = null
    void graph().resume()
    try {
      // Asked anew: the hotline may have been set up again since this page was opened.
      const now = await fetchGiven()
      sip.start({ uri: `sip:${number.value}@${now.domain}`, user: now.user, password: now.password, ws: now.ws, register: false })
      patience = setTimeout(() => over({ by: 'system', cause: 'Connection Error', answered: false }), connectPatience)
    } catch (failure) {
      wanted.value = ''
      error.value = failure
    }
  }

  watch(sip.link, (link) => {
    if (link !== 'connected' || !wanted.value || sip.call.value) return
    clearTimeout(patience)
    sip.dial(wanted.value, out.stream)
  })
  watch(sip.remote, (stream) => {
    speaker.srcObject = stream
    if (stream) void speaker.play().catch(() => {})
  })

  function hangUp(): void {
    if (sip.call.value) sip.hangUp()
    else if (wanted.value) over({ by: 'local', cause: 'Canceled', answered: false })
  }

  async function play(appeal: Appeal): Promise<void> {
    stopPlaying()
    playFailed.value = false
    try {
      let samples = recordings.get(appeal.url)
      if (!samples) {
        const answer = await fetch(appeal.url)
        if (!answer.ok) throw new Error(String(answer.status))
        samples = await graph().decodeAudioData(await answer.arrayBuffer())
        recordings.set(appeal.url, samples)
      }
      if (!sip.call.value) return
      const fresh = graph().createBufferSource()
      fresh.buffer = samples
      fresh.connect(out)
      fresh.onended = () => source === fresh && stopPlaying()
      fresh.start()
      source = fresh
      playing.value = { name: appeal.name, seconds: samples.duration, startedAt: Date.now() }
    } catch {
      playFailed.value = true
    }
  }

  function stopPlaying(): void {
    const before = source
    source = null
    playing.value = null
    before?.stop()
    before?.disconnect()
  }

  async function useMicrophone(on: boolean): Promise<void> {
    spokenNode?.disconnect()
    spokenNode = null
    for (const track of spoken?.getTracks() ?? []) track.stop()
    spoken = null
    microphone.value = 'off'
    if (!on) return
    try {
      spoken = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } })
      spokenNode = graph().createMediaStreamSource(spoken)
      spokenNode.connect(out)
      microphone.value = 'on'
    } catch {
      microphone.value = 'refused'
    }
  }

  const gone = (event: PageTransitionEvent) => event.persisted || sip.leave()
  addEventListener('pagehide', gone)
  onScopeDispose(() => {
    removeEventListener('pagehide', gone)
    clearTimeout(patience)
    stopPlaying()
    void useMicrophone(false)
  })
  return { sip, given, error, number, busy, lastEnd, playing, playFailed, microphone, sending: out.stream, load, dial, hangUp, play, stopPlaying, useMicrophone }
}
