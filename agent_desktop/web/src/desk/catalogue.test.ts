import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { useCatalogue } from './catalogue'
import { useDesk } from './store'
import type { Catalogue } from './types'

const catalogueOf = (...kinds: string[]) => ({ kinds }) as unknown as Catalogue

beforeEach(() => {
  vi.useFakeTimers()
  setActivePinia(createPinia())
})
afterEach(() => vi.useRealTimers())

it('is asked for until it is there', async () => {
  const desk = useDesk()
  const answers = [null, null, catalogueOf('help')]
  const read = vi.fn(async () => {
    const answer = answers.shift()
    if (!answer) throw new Error('away')
    return answer
  })
  const scope = effectScope()
  scope.run(() => useCatalogue(read).look())
  await vi.advanceTimersByTimeAsync(0)
  expect(desk.catalogue).toBeNull()
  await vi.advanceTimersByTimeAsync(2000)
  expect(read).toHaveBeenCalledTimes(3)
  expect(desk.catalogue?.kinds).toEqual(['help'])
  scope.stop()
})

it('learns what is published meanwhile, and leaves a list alone that is the same', async () => {
  const desk = useDesk()
  let now = catalogueOf('help')
  const scope = effectScope()
  scope.run(() => useCatalogue(async () => structuredClone(now)).look())
  await vi.advanceTimersByTimeAsync(0)
  const first = desk.catalogue
  await vi.advanceTimersByTimeAsync(300_000)
  expect(desk.catalogue).toBe(first)
  now = catalogueOf('help', 'praise')
  await vi.advanceTimersByTimeAsync(300_000)
  expect(desk.catalogue?.kinds).toEqual(['help', 'praise'])
  scope.stop()
})

it('keeps what it has when the server is away, asks nothing while nobody may, and ends with its page', async () => {
  const desk = useDesk()
  let may = true
  const read = vi.fn(async () => catalogueOf('help'))
  const scope = effectScope()
  scope.run(() => useCatalogue(read, () => may).look())
  await vi.advanceTimersByTimeAsync(0)
  read.mockRejectedValueOnce(new Error('away'))
  await vi.advanceTimersByTimeAsync(300_000)
  expect(read).toHaveBeenCalledTimes(2)
  expect(desk.catalogue?.kinds).toEqual(['help'])
  may = false
  await vi.advanceTimersByTimeAsync(300_000)
  expect(read).toHaveBeenCalledTimes(2)
  may = true
  await vi.advanceTimersByTimeAsync(300_000)
  expect(read).toHaveBeenCalledTimes(3)
  scope.stop()
  await vi.advanceTimersByTimeAsync(900_000)
  expect(read).toHaveBeenCalledTimes(3)
})
