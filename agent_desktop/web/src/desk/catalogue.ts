/**
 * What may be chosen in the forms: read until it is there, and again now and then, for what is published meanwhile.
 *
 * A form without it has nothing to choose from, so a failure is not left for the next connection. What is the same as
 * before replaces nothing: a list that somebody has open stays as it is.
 */
import { onScopeDispose } from 'vue'
import { backOff } from '../shared/frames'
import { useDesk } from './store'
import type { Catalogue } from './types'

const AGAIN = 300_000

/** `may`: whether the server is asked at all; not while nobody is logged in. */
export function useCatalogue(read: () => Promise<Catalogue>, may: () => boolean = () => true): { look: () => void } {
  const desk = useDesk()
  let timer: ReturnType<typeof setTimeout> | undefined
  let attempt = 0
  let looking = false
  let over = false

  function later(milliseconds: number): void {
    clearTimeout(timer)
    if (!over) timer = setTimeout(look, milliseconds)
  }

  async function ask(): Promise<void> {
    looking = true
    try {
      const found = await read()
      if (over) return
      if (JSON.stringify(found) !== JSON.stringify(desk.catalogue)) desk.catalogue = found
      attempt = 0
      later(AGAIN)
    } catch {
      later(desk.catalogue === null ? backOff(attempt++) : AGAIN)
    } finally {
      looking = false
    }
  }

  function look(): void {
    if (looking || over) return
    if (may()) void ask()
    else later(AGAIN)
  }

  onScopeDispose(() => {
    over = true
    clearTimeout(timer)
  })
  return { look }
}
