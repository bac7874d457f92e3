/** The way back from an expired session, and what holds while there is none: is somebody else here, is the phone elsewhere? */
import { onScopeDispose } from 'vue'
import { useSession } from '../shared/session'
import type { LiveSocket } from '../shared/socket'
import type { Claim } from './useClaim'

const every = 10_000

/** For as long as the calling component lives; returns what looks at once. `onStranger`: another person has logged in. */
export function useReturn(socket: LiveSocket, claim: Claim, onStranger: () => void): () => Promise<void> {
  const session = useSession()
  let looking = false

  async function look(): Promise<void> {
    if (socket.state.value !== 'expired' || looking) return
    looking = true
    try {
      await session.load()
      if (session.stranger) onStranger()
      else if (session.authenticated) socket.open()
      else await claim.look()
    } catch {
      // The server is away: at the next look.
    }
    looking = false
  }

  const timer = setInterval(() => void look(), every)
  const seen = () => void look()
  addEventListener('focus', seen)
  document.addEventListener('visibilitychange', seen)
  onScopeDispose(() => {
    clearInterval(timer)
    removeEventListener('focus', seen)
    document.removeEventListener('visibilitychange', seen)
  })
  return look
}
