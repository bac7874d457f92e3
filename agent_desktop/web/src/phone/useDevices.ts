/** Microphone, speaker and bell: chosen once, kept by this browser, replaced when they vanish and taken again. */
import { computed, onScopeDispose, reactive, readonly, ref, shallowRef, watch, type Ref } from 'vue'
import { store, stored } from '../shared/stored'

export type DeviceUse = 'microphone' | 'speaker' | 'bell'
export type MicrophoneFault = 'refused' | 'missing' | 'busy' | 'insecure' | 'failed'

export interface Device {
  id: string
  label: string
}

export interface Devices {
  microphones: Readonly<Ref<readonly Device[]>>
  speakers: Readonly<Ref<readonly Device[]>>
  /** What the person chose; empty = the usual one. */
  chosen: Readonly<Record<DeviceUse, string>>
  choose: (use: DeviceUse, id: string) => void
  /** What is used: the chosen one while it is there, else the usual one (empty). */
  used: Readonly<Ref<Record<DeviceUse, string>>>
  /** Uses whose chosen device is not there now. */
  missing: Readonly<Ref<DeviceUse[]>>
  fault: Readonly<Ref<MicrophoneFault | null>>
  stream: Readonly<Ref<MediaStream | null>>
  /** Open the microphone; null and `fault` when that fails. */
  open: () => Promise<MediaStream | null>
  close: () => void
  look: () => Promise<void>
}

const faults: Record<string, MicrophoneFault> = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
}
const uses: DeviceUse[] = ['microphone', 'speaker', 'bell']

/** `onChange` gets the track of a microphone that took the place of another while it was open. */
export function useDevices(onChange: (track: MediaStreamTrack) => void = () => {}): Devices {
  const microphones = ref<Device[]>([])
  const speakers = ref<Device[]>([])
  const fault = ref<MicrophoneFault | null>(null)
  const stream = shallowRef<MediaStream | null>(null)
  const chosen = reactive(Object.fromEntries(uses.map((use) => [use, stored(`phone.${use}`) ?? ''])) as Record<DeviceUse, string>)
  const there = (use: DeviceUse) => (use === 'microphone' ? microphones.value : speakers.value).some((device) => device.id === chosen[use])
  const used = computed(() => Object.fromEntries(uses.map((use) => [use, there(use) ? chosen[use] : ''])) as Record<DeviceUse, string>)
  const missing = computed(() => uses.filter((use) => chosen[use] !== '' && !there(use) && microphones.value.length > 0))

  async function look(): Promise<void> {
    const found = (await navigator.mediaDevices?.enumerateDevices()) ?? []
    const list = (kind: MediaDeviceKind) =>
      found
        .filter((device) => device.kind === kind && device.deviceId !== '' && device.deviceId !== 'default')
        .map((device) => ({ id: device.deviceId, label: device.label }))
    microphones.value = list('audioinput')
    speakers.value = list('audiooutput')
  }

  async function take(): Promise<MediaStream | null> {
    if (!navigator.mediaDevices) {
      fault.value = 'insecure'
      return null
    }
    const audio: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true }
    if (used.value.microphone) audio.deviceId = { exact: used.value.microphone }
    try {
      const taken = await navigator.mediaDevices.getUserMedia({ audio })
      fault.value = null
      for (const track of taken.getAudioTracks()) track.addEventListener('ended', () => void reopen())
      return taken
    } catch (error) {
      fault.value = faults[error instanceof DOMException ? error.name : ''] ?? 'failed'
      return null
    }
  }

  async function open(): Promise<MediaStream | null> {
    if (stream.value?.getAudioTracks().some((track) => track.readyState === 'live')) return stream.value
    stream.value = await take()
    // Names of devices are given only once the microphone was allowed.
    if (stream.value) await look()
    return stream.value
  }

  function close(): void {
    for (const track of stream.value?.getTracks() ?? []) track.stop()
    stream.value = null
  }

  /** The device in use changed or went away while it was open. */
  async function reopen(): Promise<void> {
    const before = stream.value
    if (!before) return
    await look()
    const next = await take()
    if (!next || stream.value !== before) return
    stream.value = next
    const [track] = next.getAudioTracks()
    if (track) onChange(track)
    for (const old of before.getTracks()) old.stop()
  }

  function choose(use: DeviceUse, id: string): void {
    chosen[use] = id
    store(`phone.${use}`, id)
  }

  watch(
    () => used.value.microphone,
    () => void reopen(),
  )
  const changed = () => void look()
  navigator.mediaDevices?.addEventListener('devicechange', changed)
  onScopeDispose(() => {
    navigator.mediaDevices?.removeEventListener('devicechange', changed)
    close()
  })
  void look()
  return {
    microphones: readonly(microphones) as Readonly<Ref<readonly Device[]>>,
    speakers: readonly(speakers) as Readonly<Ref<readonly Device[]>>,
    chosen: readonly(chosen),
    choose,
    used,
    missing,
    fault: readonly(fault),
    stream,
    open,
    close,
    look,
  }
}
