import { beforeEach, expect, it } from 'vitest'
import { Problem } from '../shared/problem'
import { createLogOut, type LogOutActs, type OwnState } from './logout'

const ready: OwnState = { availability: 'ready', activity: 'idle' }
let done: string[]
let lost: string[]
let state: OwnState | null
let refusal: Problem | null

const acts: LogOutActs = {
  settle: async () => (done.push('settle'), lost),
  state: async () => state,
  signOff: async () => {
    done.push('sign off')
    if (refusal) throw refusal
  },
  end: async () => done.push('end'),
}

beforeEach(() => {
  done = []
  lost = []
  state = refusal = null
})

it('asks nothing of whoever has nothing unsaved and is not signed in', async () => {
  const out = createLogOut(acts)
  await out.begin()
  expect(out.question.value).toBeNull()
  expect(done).toEqual(['settle', 'end'])
})

it('ends nothing before the person has read what would be lost', async () => {
  lost = ['09:12：描述']
  const out = createLogOut(acts)
  await out.begin()
  expect(out.question.value).toEqual({ lost: ['09:12：描述'], signedIn: false, inCall: false })
  expect(done).toEqual(['settle'])
  out.cancel()
  expect(out.question.value).toBeNull()
  await out.begin()
  await out.confirm()
  expect(done).toEqual(['settle', 'settle', 'end'])
})

it('signs an agent out of the queue first', async () => {
  state = ready
  const out = createLogOut(acts)
  await out.begin()
  expect(out.question.value?.signedIn).toBe(true)
  expect(done).toEqual(['settle'])
  await out.confirm()
  expect(done).toEqual(['settle', 'sign off', 'end'])
})

it.each(['ringing', 'talking', 'on_hold'])('says that the call comes first: %s', async (activity) => {
  state = { availability: 'ready', activity }
  const out = createLogOut(acts)
  await out.begin()
  expect(out.question.value?.inCall).toBe(true)
  expect(done).toEqual(['settle'])
})

it('stays logged in when a call came meanwhile', async () => {
  state = ready
  refusal = new Problem('in_call', 409)
  const out = createLogOut(acts)
  await out.begin()
  await out.confirm()
  expect(out.question.value?.inCall).toBe(true)
  expect(out.failure.value).toBe(refusal)
  expect(done).not.toContain('end')
})

it('can be done without leaving the queue only after that has failed', async () => {
  state = ready
  refusal = new Problem('no_owner', 503)
  const out = createLogOut(acts)
  await out.begin()
  expect(out.stuck.value).toBe(false)
  await out.confirm()
  expect(out.stuck.value).toBe(true)
  expect(done).not.toContain('end')
  await out.confirm(true)
  expect(done.at(-1)).toBe('end')
})
