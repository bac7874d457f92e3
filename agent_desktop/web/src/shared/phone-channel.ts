/**
 * What the phone window and the desktop tell each other, inside one browser. Every message names the agent: one browser
 * serves one person after another, and nobody's desktop acts on a former one's phone.
 */
import { onScopeDispose } from 'vue'

export type PhoneState = 'idle' | 'ringing' | 'talking' | 'on_hold'
export type PhoneQuality = 'good' | 'fair' | 'poor'
export type PhoneAct = 'answer' | 'hang_up' | 'hold' | 'resume' | 'mute' | 'unmute' | 'focus' | 'log_out' | 'hello'

export interface FromPhone {
  from: 'phone'
  agent: string
  window: string
  registered: boolean
  state: PhoneState
  muted: boolean
  quality: PhoneQuality | null
  since: string | null
}

export interface FromDesk {
  from: 'desk'
  agent: string
  /** `hello`: somebody is logged in here; `log_out`: this agent is no more. */
  act: PhoneAct
}

export const phoneChannelName = 'hotline-phone'

/** Join the channel for as long as the calling component lives; returns how to speak. */
export function usePhoneChannel(hear: (message: FromPhone | FromDesk) => void): (message: FromPhone | FromDesk) => void {
  const channel = new BroadcastChannel(phoneChannelName)
  channel.onmessage = (event: MessageEvent<FromPhone | FromDesk>) => hear(event.data)
  onScopeDispose(() => channel.close())
  return (message) => channel.postMessage(message)
}

/** Say one thing without joining. */
export function tellPhones(message: FromDesk): void {
  const channel = new BroadcastChannel(phoneChannelName)
  channel.postMessage(message)
  channel.close()
}
