/** The one way to the server: cookie session, CSRF header, problems as errors; a session that ended locks the page. */
import createClient from 'openapi-fetch'
import { Problem, problemOf } from './problem'
import type { paths } from './schema'

type Listener = () => void

let csrf = ''
const ended = new Set<Listener>()

/** Set the token that each act carries; `GET /api/v1/session` gives it. */
export function setCsrf(token: string): void {
  csrf = token
}

/** Run `listener` when the server says that there is no session any more; returns how to stop. */
export function onSessionEnded(listener: Listener): () => void {
  ended.add(listener)
  return () => ended.delete(listener)
}

/** Tell every page part that the session is over; sockets say it too. */
export function sessionEnded(): void {
  for (const listener of ended) listener()
}

const patience = 15_000
/** For what is tried again by itself. */
const shortPatience = 8_000

/** Asks for the session again when its token changed under us (logged in anew in another tab); false: not ours. */
let renewCsrf: () => Promise<boolean> = async () => false

export function onStaleCsrf(renew: () => Promise<boolean>): void {
  renewCsrf = renew
}

async function sent(request: Request, time: number): Promise<Response> {
  const headers = new Headers(request.headers)
  if (request.method !== 'GET' && request.method !== 'HEAD' && csrf) headers.set('X-CSRF-Token', csrf)
  try {
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(time)])
    return await fetch(new Request(request, { headers, signal }))
  } catch (error) {
    if (request.signal.aborted) throw error
    throw new Problem(error instanceof DOMException && error.name === 'TimeoutError' ? 'timeout' : 'offline', 0, { retryable: true })
  }
}

const guarded = (time: number) => async (request: Request): Promise<Response> => {
  const again = request.clone()
  let response = await sent(request, time)
  if (response.ok) return response
  let problem = await problemOf(response)
  if (problem.code === 'bad_csrf' && (await renewCsrf())) {
    response = await sent(again, time)
    if (response.ok) return response
    problem = await problemOf(response)
  }
  if (problem.status === 401 && problem.code === 'unauthorised') sessionEnded()
  throw problem
}

/** Typed requests; every failure is thrown as a `Problem`. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: guarded(patience) })

/** Option of a request that is tried again by itself: it gives up sooner. */
export const impatient = { fetch: guarded(shortPatience) }

/** Option of a request that takes its time: a recording that is sent and converted, words that are spoken. */
export const patient = { fetch: guarded(130_000) }

/** The body of a typed request's answer: `await answer(api.GET('/api/v1/session'))`; a failure was thrown before. */
export async function answer<T>(asked: Promise<{ data?: T | undefined }>): Promise<T> {
  return (await asked).data as T
}
