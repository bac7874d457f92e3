/** Ids of what is asked for: the same for the same question until it was answered, so that asking again does nothing twice. */

export interface Requests {
  /** The id of a question; another one has another id. */
  (asked: unknown): string
  /** It was answered: the same question is a new one from now on. */
  answered: () => void
}

export function useRequests(): Requests {
  let key = ''
  let id = ''
  const of = (asked: unknown): string => {
    const now = JSON.stringify(asked)
    if (now !== key) {
      key = now
      id = crypto.randomUUID()
    }
    return id
  }
  return Object.assign(of, { answered: () => void (key = '') })
}
