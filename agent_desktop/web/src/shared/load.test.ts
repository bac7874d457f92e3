import { expect, it } from 'vitest'
import { effectScope } from 'vue'
import { useLoad } from './load'

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
