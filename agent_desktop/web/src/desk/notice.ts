/** Draws the agent's attention to a ringing call: title, sound if wanted, system notification once allowed. */
import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { store, stored } from '../shared/stored'

export const soundWanted = ref(stored('ring_sound') === 'yes')
export const notifyWanted = ref(stored('ring_notification') === 'yes')
watch(soundWanted, (wanted) => store('ring_sound', wanted ? 'yes' : 'no'))
watch(notifyWanted, (wanted) => store('ring_notification', wanted ? 'yes' : 'no'))

/** Ask for the right to notify; answers whether it is there. */
export async function allowNotify(): Promise<boolean> {
  if (!('Notification' in window)) return false
  return (await Notification.requestPermission()) === 'granted'
}

export function mayNotify(): boolean {
  return 'Notification' in window && Notification.permission !== 'denied'
}

/** For as long as the calling component lives: while `ringing` holds a text, show it. */
export function useRingingNotice(ringing: Ref<string | null>): void {
  let flashing: ReturnType<typeof setInterval> | undefined
  let notification: Notification | null = null
  let sound: AudioContext | null = null
  let title = document.title

  function stop(): void {
    if (flashing !== undefined) document.title = title
    clearInterval(flashing)
    flashing = undefined
    notification?.close()
    notification = null
    void sound?.close()
    sound = null
  }

  function start(text: string): void {
    stop()
    title = document.title
    let on = true
    document.title = `☎ ${text}`
    flashing = setInterval(() => {
      on = !on
      document.title = on ? `☎ ${text}` : title
      if (on && sound) beep(sound)
    }, 1000)
    if (soundWanted.value) {
      sound = new AudioContext()
      beep(sound)
    }
    if (notifyWanted.value && document.hidden && 'Notification' in window && Notification.permission === 'granted') {
      // Nothing of the caller: a notification stays on the screen of whoever walks past.
      notification = new Notification(text, { tag: 'hotline-ringing' })
      notification.onclick = () => window.focus()
    }
  }

  watch(ringing, (text) => (text === null ? stop() : start(text)), { immediate: true })
  onScopeDispose(stop)
}

function beep(context: AudioContext): void {
  const tone = context.createOscillator()
  const volume = context.createGain()
  tone.frequency.value = 660
  volume.gain.setValueAtTime(0.08, context.currentTime)
  volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 0.4)
  tone.connect(volume).connect(context.destination)
  tone.start()
  tone.stop(context.currentTime + 0.4)
}
