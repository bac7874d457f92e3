/** Who uses this page: read once, kept through an expired session, which locks the page and throws nothing away. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { answer, api, onSessionEnded, onStaleCsrf, setCsrf } from './api'
import type { components } from './schema'
import { store, stored } from './stored'

export type Scope = components['schemas']['Scope']
export type Account = components['schemas']['AccountView']
export type SessionView = components['schemas']['SessionView']
export type TotpSetup = components['schemas']['SetupView']

const aliveEvery = 60_000

export const useSession = defineStore('session', () => {
  const view = ref<SessionView | null>(null)
  /** The account this page was opened with; it stays while the page is locked. */
  const account = ref<Account | null>(null)
  /** Another account that this browser has logged in with meanwhile; the page stays locked. */
  const stranger = ref<Account | null>(null)
  const locked = ref(false)
  const step = computed(() => view.value?.step ?? null)
  const authenticated = computed(() => view.value?.authenticated === true && !view.value.step)
  let acted = false
  let keeping = false

  function take(next: SessionView): SessionView {
    view.value = next
    setCsrf(next.csrf ?? '')
    if (next.authenticated && !next.step && next.account) {
      stranger.value = account.value && account.value.id !== next.account.id ? next.account : null
      if (stranger.value) {
        locked.value = true
        return next
      }
      account.value = next.account
      locked.value = false
      store('name', next.account.name)
      keepAlive()
    }
    return next
  }

  async function load(): Promise<SessionView> {
    return take(await answer(api.GET('/api/v1/session')))
  }

  async function logIn(name: string, password: string): Promise<SessionView> {
    return take(await answer(api.POST('/api/v1/session', { body: { name, password } })))
  }

  async function confirmCode(code: string): Promise<SessionView> {
    return take(await answer(api.POST('/api/v1/session/totp', { body: { code } })))
  }

  async function startTotp(): Promise<TotpSetup> {
    return answer(api.POST('/api/v1/session/totp-setup'))
  }

  async function finishTotp(code: string): Promise<SessionView> {
    return take(await answer(api.POST('/api/v1/session/totp-setup/confirm', { body: { code } })))
  }

  async function changePassword(old: string, fresh: string): Promise<SessionView> {
    return take(await answer(api.POST('/api/v1/session/password', { body: { old, new: fresh } })))
  }

  async function logOut(): Promise<void> {
    await answer(api.DELETE('/api/v1/session'))
    account.value = null
    view.value = null
    setCsrf('')
  }

  /** The scope an act is granted with, null without the right. */
  function scope(act: string): Scope | null {
    return account.value?.grants[act] ?? null
  }

  function may(act: string): boolean {
    return scope(act) !== null
  }

  function lock(): void {
    if (!account.value || locked.value) return
    locked.value = true
  }

  /** Keys and the mouse keep the session; told to the server once a minute at most. */
  function keepAlive(): void {
    if (keeping) return
    keeping = true
    for (const kind of ['keydown', 'pointerdown']) addEventListener(kind, () => (acted = true), { capture: true, passive: true })
    setInterval(() => {
      if (!acted || locked.value || !account.value) return
      acted = false
      answer(api.POST('/api/v1/session/alive')).catch(() => (acted = true))
    }, aliveEvery)
  }

  onSessionEnded(lock)
  onStaleCsrf(async () => {
    await load()
    return authenticated.value && !locked.value
  })
  addEventListener('visibilitychange', () => {
    // Logged in again in another tab: this one opens by itself.
    if (locked.value && document.visibilityState === 'visible') load().catch(() => undefined)
  })
  return { view, account, stranger, locked, step, authenticated, load, logIn, confirmCode, startTotp, finishTotp, changePassword, logOut, scope, may, lock }
})

/** The name given last in this browser, to spare typing it. */
export const lastName = (): string => stored('name') ?? ''
