/** What a page reads from the server: the newest answer, whether one is under way, what went wrong. */
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { useSession } from './session'

export interface Load<T> {
  data: ShallowRef<T | null>
  error: ShallowRef<unknown>
  busy: Ref<boolean>
  /** Read anew; an answer that a later question overtook is dropped. */
  read: () => Promise<void>
  /** Take what an act answered: a reading that began before it is older, and dropped. */
  put: (value: T) => void
}

export function useLoad<T>(fetcher: (signal: AbortSignal) => Promise<T>): Load<T> {
  const data = shallowRef<T | null>(null)
  const error = shallowRef<unknown>(null)
  const busy = ref(false)
  let current: AbortController | null = null

  async function read(): Promise<void> {
    current?.abort()
    const mine = (current = new AbortController())
    busy.value = true
    try {
      const answer = await fetcher(mine.signal)
      if (mine !== current) return
      data.value = answer
      error.value = null
    } catch (failure) {
      if (mine === current) error.value = failure
    } finally {
      if (mine === current) busy.value = false
    }
  }

  function put(value: T): void {
    current?.abort()
    current = null
    busy.value = false
    data.value = value
    error.value = null
  }

  onScopeDispose(() => {
    current?.abort()
    current = null
  })
  return { data, error, busy, read, put }
}

/**
 * Read again every so often while the page is seen and `wanted` says so; a reading under way is waited for.
 *
 * Not while the page is locked, which the answer would be about; at once when it is unlocked.
 */
export function usePolling(load: Pick<Load<unknown>, 'busy' | 'read'>, milliseconds: number, wanted: () => boolean = () => true): void {
  const session = useSession()
  function look(): void {
    if (document.visibilityState === 'visible' && !session.locked && !load.busy.value && wanted()) void load.read()
  }
  const timer = setInterval(look, milliseconds)
  watch(() => session.locked, look)
  onScopeDispose(() => clearInterval(timer))
}
