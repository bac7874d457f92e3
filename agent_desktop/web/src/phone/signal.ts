/** The WebSocket that carries SIP: gives up a connection that does not come about or has gone silent. */
import type { Socket } from 'jssip/lib/Socket'

const connectPatience = 5_000
/** The switch asks a registered phone every 10 s whether it is there; twice without that the way is dead. */
const silence = 25_000

/** What JsSIP needs of a socket; `watched` says whether silence means anything (nobody asks an unregistered phone). */
export class SignalSocket implements Socket {
  readonly url: string
  readonly sip_uri: string
  via_transport: string
  watched = false
  private socket: WebSocket | null = null
  private patience: ReturnType<typeof setTimeout> | undefined

  constructor(url: string) {
    const address = new URL(url)
    this.url = url
    this.sip_uri = `sip:${address.host};transport=ws`
    this.via_transport = address.protocol === 'wss:' ? 'WSS' : 'WS'
  }

  /** Set by JsSIP. */
  onconnect: () => void = () => {}
  ondisconnect: (error: boolean, code?: number, reason?: string) => void = () => {}
  ondata: (data: unknown) => void = () => {}

  connect(): void {
    this.forget()
    const socket = new WebSocket(this.url, 'sip')
    this.socket = socket
    this.wait(connectPatience)
    socket.onopen = () => {
      this.heard()
      this.onconnect()
    }
    socket.onmessage = (event: MessageEvent<string>) => {
      this.heard()
      this.ondata(event.data)
    }
    socket.onclose = (event) => this.lost(!event.wasClean, event.code, event.reason)
  }

  disconnect(): void {
    this.forget()
  }

  send(message: string | ArrayBufferLike | Blob | ArrayBufferView): boolean {
    if (!this.isConnected()) return false
    this.socket?.send(message as string)
    return true
  }

  isConnected(): boolean {
    return this.socket?.readyState === WebSocket.OPEN
  }

  isConnecting(): boolean {
    return this.socket?.readyState === WebSocket.CONNECTING
  }

  /** Begin to take silence for a dead way, or stop. */
  watch(on: boolean): void {
    this.watched = on
    this.heard()
  }

  private heard(): void {
    clearTimeout(this.patience)
    if (this.watched && this.isConnected()) this.wait(silence)
  }

  private wait(time: number): void {
    clearTimeout(this.patience)
    this.patience = setTimeout(() => this.lost(true, 4408, 'silent'), time)
  }

  private lost(error: boolean, code: number, reason: string): void {
    if (!this.socket) return
    this.forget()
    this.ondisconnect(error, code, reason)
  }

  private forget(): void {
    clearTimeout(this.patience)
    const socket = this.socket
    this.socket = null
    if (!socket) return
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.close()
  }
}
