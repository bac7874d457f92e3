/** What the desktop knows from its socket: the snapshot, and the numbered deltas upon it. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { now } from '../shared/now'
import type { SocketState } from '../shared/socket'
import type {
  AgentView,
  Alarm,
  Catalogue,
  Deltas,
  DeskCall,
  Draft,
  DraftSummary,
  Figures,
  PhoneClaim,
  QueueView,
  Snapshot,
  Utterance,
} from './types'
import { withWords } from './words/list'

export const useDesk = defineStore('desk', () => {
  const agent = ref<AgentView | null>(null)
  const queues = shallowRef<QueueView[]>([])
  const call = shallowRef<DeskCall | null>(null)
  const words = shallowRef<Utterance[]>([])
  const draft = shallowRef<Draft | null>(null)
  const openDrafts = shallowRef<DraftSummary[]>([])
  const figures = shallowRef<Figures | null>(null)
  const phone = shallowRef<PhoneClaim | null>(null)
  const alarms = shallowRef<Alarm[]>([])
  const catalogue = shallowRef<Catalogue | null>(null)
  const connection = ref<SocketState>('connecting')
  const clockOffset = ref(0)
  const offsets: number[] = []
  /** Whether a snapshot has come: until then nothing is known, which is not the same as nothing being there. */
  const isKnown = ref(false)

  /** The server's clock, in milliseconds; ticks once a second. */
  const serverNow = computed(() => now.value + clockOffset.value)
  const isLive = computed(() => call.value !== null && call.value.state !== 'ended')

  function takeSnapshot(body: Snapshot): void {
    agent.value = body.agent
    queues.value = body.queues
    call.value = body.call
    words.value = body.call === null ? [] : withWords([], body.words)
    draft.value = body.draft
    openDrafts.value = body.open_drafts
    figures.value = body.figures
    phone.value = body.phone
    alarms.value = body.alarms
    isKnown.value = true
  }

  function takeCall(next: DeskCall | null): void {
    if (next?.call_id !== call.value?.call_id) words.value = []
    call.value = next
  }

  const take: { [Type in keyof Deltas]: (body: Deltas[Type]) => void } = {
    agent: (body) => (agent.value = body),
    queues: (body) => (queues.value = body),
    call: takeCall,
    words: (body) => {
      if (body.call_id === call.value?.call_id) words.value = withWords(words.value, body.utterances)
    },
    draft: (body) => (draft.value = body),
    open_drafts: (body) => (openDrafts.value = body),
    figures: (body) => (figures.value = body),
    phone: (body) => (phone.value = body),
    alarms: (body) => (alarms.value = body),
  }

  /** Apply one frame after the snapshot; a type that this page does not know changes nothing. */
  function takeDelta(type: string, body: unknown): void {
    if (type in take) (take[type as keyof Deltas] as (body: unknown) => void)(body)
  }

  /** Follow the server's clock: each frame is late by the way it took, so the least late of the last ones counts. */
  function takeClock(offset: number): void {
    offsets.push(offset)
    if (offsets.length > 12) offsets.shift()
    clockOffset.value = Math.max(...offsets)
  }

  function forget(): void {
    takeSnapshot({
      agent: null,
      queues: [],
      call: null,
      words: [],
      draft: null,
      open_drafts: [],
      figures: { answered: 0, tickets: 0, talk_seconds: 0, handle_seconds: 0, average_handle_seconds: null, no_answer: 0 },
      phone: null,
      alarms: [],
    })
    isKnown.value = false
  }

  return {
    agent,
    queues,
    call,
    words,
    draft,
    openDrafts,
    figures,
    phone,
    alarms,
    catalogue,
    connection,
    clockOffset,
    isKnown,
    serverNow,
    isLive,
    takeSnapshot,
    takeDelta,
    takeClock,
    forget,
  }
})
