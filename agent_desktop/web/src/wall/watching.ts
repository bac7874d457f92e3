/** A supervisor's own listening: which call he is on is known from the wall, his phone is this browser's or any other. */
import { useSoftphone } from '../desk/softphone'
import { answer, api } from '../shared/api'
import { useSession } from '../shared/session'
import type { MODES } from './wall'

/** The supervisor's phone is rung first, so the answer may take as long as he does. */
const ANSWER = 45_000

export function useWatching() {
  const session = useSession()
  const softphone = useSoftphone(() => session.account?.agent ?? null)
  const of = (agent: string) => ({ params: { path: { agent } }, signal: AbortSignal.timeout(ANSWER) })
  return {
    watch: (agent: string, mode: (typeof MODES)[number]) => answer(api.POST('/api/v1/wall/agents/{agent}/supervise', { ...of(agent), body: { mode } })),
    takeOver: (agent: string, reason: string) => answer(api.POST('/api/v1/wall/agents/{agent}/take-over', { ...of(agent), body: { reason } })),
    leave: () => answer(api.POST('/api/v1/wall/supervision/end')),
    openPhone: () => softphone.open(),
  }
}
