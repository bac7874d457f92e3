/** One WebSocket with its upkeep: snapshot, numbered deltas, silence seen, reconnect, end of session told. */
import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { onSessionEnded, sessionEnded } from './api'
import { backOff, FrameOrder, type Frame } from './frames'
import { useSession } from './session'

/** `expired`: the session is over; `refused`: no right to it; both wait for the page to be unlocked, or for `open()`. */
export type SocketState = 'connecting' | 'connected' | 'reconnecting' | 'expired' | 'refused'

export interface LiveSocket {
  state: Readonly<Ref<SocketState>>
  send: (message: Record<string, unknown>) => boolean
  /** Connect now, also after `expired`. */
  open: () => void
  close: () => void
}

export interface SocketHandlers {
  snapshot: (body: unknown, frame: Frame) => void
  delta: (type: string, body: unknown, frame: Frame) => void
}

/** The server says at least every 3 s that it is there. */
const silence = 8_000
const codes = { noSession: 4401, noRight: 4403 }

/** Connect to `path` for as long as the calling component lives. */
export function useSocket(path: string, handlers: SocketHandlers): LiveSocket {
  const state = ref<SocketState>('connecting')
  const order = new FrameOrder()
  let socket: WebSocket | null = null
  let attempt = 0
  let quiet: ReturnType<typeof setTimeout> | undefined
  let again: ReturnType<typeof setTimeout> | undefined
  let ended = false

  function heard(): void {
    clearTimeout(quiet)
    quiet = setTimeout(() => lost(), silence)
  }

  function receive(event: MessageEvent<string>): void {
    heard()
    let frame: Frame
    try {
      frame = JSON.parse(event.data) as Frame
    } catch {
      return
    }
    const verdict = order.take(frame)
    if (verdict === 'gap') send({ type: 'snapshot' })
    if (frame.type === 'ping') send({ type: 'pong' })
    if (verdict === 'snapshot') {
      state.value = 'connected'
      attempt = 0
      handlers.snapshot(frame.body, frame)
    }
    if (verdict === 'delta') handlers.delta(frame.type, frame.body, frame)
  }

  function detach(): void {
    clearTimeout(quiet)
    clearTimeout(again)
    if (!socket) return
    socket.onmessage = socket.onclose = socket.onerror = null
    socket.close()
    socket = null
  }

  function lost(): void {
    detach()
    if (ended) return
    state.value = 'reconnecting'
    again = setTimeout(connect, backOff(attempt++))
  }

  function closed(event: CloseEvent): void {
    if (event.code === codes.noSession) {
      detach()
      state.value = 'expired'
      sessionEnded()
    } else if (event.code === codes.noRight) {
      detach()
      state.value = 'refused'
    } else {
      lost()
    }
  }

  function connect(): void {
    detach()
    order.reset()
    const address = new URL(path, location.origin)
    address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
    socket = new WebSocket(address)
    socket.onmessage = receive
    socket.onclose = closed
    heard()
  }

  function open(): void {
    ended = false
    attempt = 0
    if (state.value !== 'connected') state.value = 'connecting'
    connect()
  }

  function send(message: Record<string, unknown>): boolean {
    if (socket?.readyState !== WebSocket.OPEN) return false
    socket.send(JSON.stringify(message))
    return true
  }

  function close(): void {
    ended = true
    detach()
  }

  function online(): void {
    if (state.value === 'reconnecting') connect()
  }

  const forget = onSessionEnded(() => {
    if (state.value === 'reconnecting' || state.value === 'connecting') {
      detach()
      state.value = 'expired'
    }
  })
  addEventListener('online', online)
  const session = useSession()
  watch(
    () => session.locked,
    (locked) => {
      if (!locked && !ended) open()
    },
  )
  onScopeDispose(() => {
    forget()
    removeEventListener('online', online)
    close()
  })
  open()
  return { state, send, open, close }
}
