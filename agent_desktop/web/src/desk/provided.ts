/** What parts of the desktop share without handing it down: the softphone, and failures of acts to be said once. */
import type { InjectionKey } from 'vue'
import { inject } from 'vue'
import type { Softphone } from './softphone'

export const softphoneKey: InjectionKey<Softphone> = Symbol('softphone')
/** Run an act; a failure is said at the top of the page. Answers whether it succeeded. */
export const runKey: InjectionKey<(act: () => Promise<unknown>) => Promise<boolean>> = Symbol('run')

export function given<T>(key: InjectionKey<T>): T {
  const value = inject(key)
  if (value === undefined) throw new Error('used outside of the desktop')
  return value
}
