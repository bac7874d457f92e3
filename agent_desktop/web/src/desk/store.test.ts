import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it, vi } from 'vitest'
import { draftOf } from './draft/samples'
import { useDesk } from './store'
import type { DeskCall, Snapshot, Utterance } from './types'

vi.hoisted(() => vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined }))

const call = { call_id: 'k1', contact_id: 'c1', state: 'talking' } as DeskCall
const word = { utterance_id: 'u1', call_id: 'k1', started_at: '2026-11-23T01:00:00Z', text: '你好', partial: false } as Utterance
const snapshot: Snapshot = {
  agent: null,
  queues: [],
  call,
  words: [word],
  draft: draftOf({}),
  open_drafts: [],
  figures: { answered: 1, tickets: 0, talk_seconds: 0, handle_seconds: 0, average_handle_seconds: null, no_answer: 0 },
  phone: null,
  alarms: [],
}

beforeEach(() => setActivePinia(createPinia()))

it('holds the words of the present call only', () => {
  const desk = useDesk()
  desk.takeSnapshot(snapshot)
  desk.takeDelta('words', { call_id: 'k0', utterances: [{ ...word, utterance_id: 'u0', call_id: 'k0' }] })
  expect(desk.words.map(({ utterance_id }) => utterance_id)).toEqual(['u1'])
  desk.takeDelta('call', { ...call, state: 'ended' })
  expect(desk.words).toHaveLength(1)
  desk.takeDelta('call', { ...call, call_id: 'k2' })
  expect(desk.words).toEqual([])
})

it('leaves what it does not know alone', () => {
  const desk = useDesk()
  desk.takeSnapshot(snapshot)
  desk.takeDelta('weather', { sun: true })
  expect(desk.figures?.answered).toBe(1)
})

it('follows the least late of the last frames', () => {
  const desk = useDesk()
  for (const offset of [900, 1000, 400]) desk.takeClock(offset)
  expect(desk.clockOffset).toBe(1000)
  for (let frame = 0; frame < 12; frame += 1) desk.takeClock(-50)
  expect(desk.clockOffset).toBe(-50)
})
