import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, nextTick } from 'vue'
import type * as Sessions from './session'
import type * as Sockets from './socket'

class Line {
  static lines: Line[] = []
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  readyState = 1
  closed = false
  constructor() {
    Line.lines.push(this)
  }
  send(): void {}
  close(): void {
    this.closed = true
  }
  says(sequence: number, type: string): void {
    this.onmessage?.({ data: JSON.stringify({ v: 1, sequence, type, at: '2026-11-23T01:00:00Z', body: {} }) })
  }
}

let shared: typeof Sockets & typeof Sessions
beforeEach(async () => {
  Line.lines = []
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', Line)
  vi.stubGlobal('location', new URL('https://desk.test/'))
  vi.stubGlobal('addEventListener', () => undefined)
  vi.stubGlobal('removeEventListener', () => undefined)
  setActivePinia(createPinia())
  shared = { ...(await import('./socket')), ...(await import('./session')) }
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

it('comes back when the person has logged in again', async () => {
  const scope = effectScope()
  const told = { snapshot: vi.fn(), delta: vi.fn() }
  const socket = scope.run(() => shared.useSocket('/api/v1/wall/socket', told))!
  const session = shared.useSession()
  Line.lines[0]!.says(1, 'snapshot')
  expect(socket.state.value).toBe('connected')
  session.locked = true
  Line.lines[0]!.onclose?.({ code: 4401 })
  expect(socket.state.value).toBe('expired')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(Line.lines).toHaveLength(1)
  session.locked = false
  await nextTick()
  expect(Line.lines).toHaveLength(2)
  Line.lines[1]!.says(1, 'snapshot')
  expect(socket.state.value).toBe('connected')
  expect(told.snapshot).toHaveBeenCalledTimes(2)
  scope.stop()
  expect(Line.lines[1]!.closed).toBe(true)
  session.locked = true
  await nextTick()
  session.locked = false
  await nextTick()
  expect(Line.lines).toHaveLength(2)
})
