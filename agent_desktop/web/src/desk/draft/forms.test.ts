import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import type { Draft } from '../types'
import type * as Forms from './forms'
import { byHand, draftOf, shelf } from './samples'
import type * as Stores from '../store'

/** What the server has, and who waits for an answer of it. */
const drafts = new Map<string, Draft>()
let held: Map<string, () => void> | null = null
let loaded: typeof Forms & typeof Stores

async function served(request: Request): Promise<Response> {
  const contact = new URL(request.url).pathname.split('/').pop()!
  if (held) await new Promise<void>((resolve) => held!.set(contact, resolve))
  return new Response(JSON.stringify(drafts.get(contact)), { status: 200, headers: { 'content-type': 'application/json' } })
}

beforeEach(async () => {
  drafts.clear()
  held = null
  vi.stubGlobal('localStorage', shelf())
  vi.stubGlobal('location', new URL('https://desk.test/'))
  vi.stubGlobal('addEventListener', () => undefined)
  vi.stubGlobal('document', { documentElement: { lang: '' } })
  vi.stubGlobal('fetch', served)
  setActivePinia(createPinia())
  loaded = { ...(await import('./forms')), ...(await import('../store')) }
})
afterEach(() => vi.unstubAllGlobals())

const settled = () => new Promise((resolve) => setTimeout(resolve, 20))

it('gives an earlier form what was said last, though another call is present', async () => {
  const desk = loaded.useDesk()
  const forms = loaded.useForms()
  drafts.set('c1', draftOf({}, { contact_id: 'c1' }))
  await forms.open('c1')
  desk.takeDelta('draft', draftOf({}, { contact_id: 'c2' }))
  const said = draftOf({ place: byHand('东风路口') }, { contact_id: 'c1', revision: 5 })
  drafts.set('c1', said)
  desk.takeDelta('open_drafts', [said])
  await nextTick()
  await settled()
  expect(forms.viewed?.contact).toBe('c1')
  expect(forms.viewed?.shown('place')).toBe('东风路口')
})

it('leaves the form that was wanted last on the screen', async () => {
  const forms = loaded.useForms()
  for (const contact_id of ['c1', 'c2']) drafts.set(contact_id, draftOf({}, { contact_id }))
  held = new Map()
  const slow = forms.open('c1')
  const wanted = forms.open('c2')
  await settled()
  const answer = held
  held = null
  answer.get('c2')!()
  await wanted
  answer.get('c1')!()
  await slow
  expect(forms.viewed?.contact).toBe('c2')
  expect(forms.failed).toBe(false)
})
