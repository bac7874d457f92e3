import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, nextTick } from 'vue'
import type * as Loads from './load'
import type * as Sessions from './session'

let useLoad: typeof Loads.useLoad
let usePolling: typeof Loads.usePolling
let useSession: typeof Sessions.useSession
beforeEach(async () => {
  vi.stubGlobal('location', new URL('https://desk.test/'))
  vi.stubGlobal('document', { visibilityState: 'visible' })
  vi.stubGlobal('addEventListener', () => undefined)
  setActivePinia(createPinia())
  ;({ useLoad, usePolling } = await import('./load'))
  ;({ useSession } = await import('./session'))
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

it('drops a reading that began before an act was answered', async () => {
  const waiting: ((value: string) => void)[] = []
  const scope = effectScope()
  const load = scope.run(() => useLoad(() => new Promise<string>((resolve) => waiting.push(resolve))))!
  const first = load.read()
  load.put('after the act')
  expect(load.busy.value).toBe(false)
  waiting[0]!('before the act')
  await first
  expect(load.data.value).toBe('after the act')
  const second = load.read()
  waiting[1]!('read anew')
  await second
  expect([load.data.value, load.busy.value, load.error.value]).toEqual(['read anew', false, null])
  scope.stop()
})

it('forgets a failure once an act was answered', async () => {
  const scope = effectScope()
  const load = scope.run(() => useLoad<string>(() => Promise.reject(new Error('away'))))!
  await load.read()
  expect(load.error.value).not.toBeNull()
  load.put('here')
  expect([load.data.value, load.error.value]).toEqual(['here', null])
  scope.stop()
})

it('asks nothing while the page is locked, and at once when it is unlocked', async () => {
  vi.useFakeTimers()
  const fetcher = vi.fn(async () => 'read')
  const scope = effectScope()
  scope.run(() => usePolling(useLoad(fetcher), 5000))
  const session = useSession()
  await vi.advanceTimersByTimeAsync(5000)
  expect(fetcher).toHaveBeenCalledTimes(1)
  session.locked = true
  await vi.advanceTimersByTimeAsync(20_000)
  expect(fetcher).toHaveBeenCalledTimes(1)
  session.locked = false
  await nextTick()
  expect(fetcher).toHaveBeenCalledTimes(2)
  scope.stop()
  await vi.advanceTimersByTimeAsync(20_000)
  expect(fetcher).toHaveBeenCalledTimes(2)
})
