/** Shapes of the desktop, named as `agent_desktop/desk/shapes.py` names them. */

export const FIELD_NAMES = [
  'kind',
  'category',
  'category_level2',
  'district',
  'place',
  'happened_at',
  'urgency',
  'summary',
  'description',
] as const
export type FieldName = (typeof FIELD_NAMES)[number]

export interface Span {
  from: string
  to: string
}
export type FieldValue = string | Span | null

export interface DraftField {
  value: FieldValue
  source: string | null
  confidence: number | null
  filled: boolean
  edited: boolean
  utterance_id: string | null
}

export interface DraftConclusion {
  conclusion: 'ticket' | 'linked' | 'no_ticket'
  reason: string | null
  service_id: string | null
  ticket_id: string | null
}

export interface DraftTicket {
  id: string
  service_id: string | null
  created_at: string
  handed_over_at: string | null
}

export interface DraftSummary {
  contact_id: string
  call_id: string
  state: 'open' | 'submitted' | 'closed'
  version: number
  revision: number
  queue: string | null
  line: string | null
  language: string | null
  agent: string | null
  opened_at: string
  answered_at: string | null
  ended_at: string | null
  updated_at: string
  ani: string
  conclusion: DraftConclusion | null
  ticket: DraftTicket | null
}

export interface Draft extends DraftSummary {
  fields: { [field: string]: DraftField }
}

export interface Ticket {
  id: string
  contact_id: string
  call_id: string | null
  fields: { [field: string]: DraftField }
  agent: string
  request_id: string
  created_at: string
  service_id: string | null
  handed_over_at: string | null
}

export type ShownState =
  | 'logged_off'
  | 'ready'
  | 'paused'
  | 'unreachable'
  | 'ringing'
  | 'talking'
  | 'on_hold'
  | 'wrap_up'

export interface AgentView {
  agent: string
  endpoint: string
  phone: 'w' | 'p' | ''
  shown_state: ShownState
  availability: 'logged_off' | 'ready' | 'paused' | 'pause_requested'
  activity: 'idle' | 'ringing' | 'talking' | 'on_hold' | 'wrap_up'
  pause_reason: string
  reachable: boolean
  since: string | null
  wrap_up_until: string | null
}

export interface QueueView {
  queue: string
  waiting: number
  longest_since: string | null
  ready: number
  talking: number
  logged_in: number
}

export interface EarlierTicket {
  service_id: string | null
  created_at: string
  kind: string | null
  category: string | null
  summary: string
  status: string | null
}

export interface DeskCall {
  call_id: string
  contact_id: string
  state: 'ringing' | 'talking' | 'on_hold' | 'ended'
  queue: string | null
  line: string
  menu_path: string[]
  language: string
  ani: string
  district_guess: { label: string; source: 'number' | 'words' } | null
  entered_at: string
  rung_at: string | null
  answered_at: string | null
  ended_at: string | null
  wait_seconds: number | null
  repeat_calls: { today: number; days7: number; days30: number }
  earlier_tickets: EarlierTicket[]
  confidential: boolean
}

export interface Utterance {
  utterance_id: string
  call_id: string
  speaker: 'caller' | 'agent'
  started_at: string
  ended_at: string
  text: string
  confidence: number
  partial: boolean
}

export interface Figures {
  answered: number
  tickets: number
  talk_seconds: number
  handle_seconds: number
  average_handle_seconds: number | null
  no_answer: number
}

export interface CallLine {
  call_id: string
  contact_id: string
  entered_at: string
  answered_at: string | null
  ended_at: string | null
  ani: string
  line: string
  language: string
  queue: string | null
  agent: string | null
  wait_seconds: number | null
  talk_seconds: number | null
  outcome: string | null
  conclusion: DraftConclusion['conclusion'] | null
  ticket: { service_id: string | null } | null
  recording_state: string | null
  confidential: boolean
}

export interface DayView {
  date: string
  figures: Figures
  calls: CallLine[]
}

export interface Choice {
  code: string
  label: string
}

export interface Catalogue {
  kinds: string[]
  urgencies: string[]
  categories: (Choice & { children: Choice[] })[]
  districts: string[]
  limits: { [field: string]: number }
  pause_reasons: string[]
  no_ticket_reasons: string[]
  purposes: string[]
  wrap_up_seconds: number
  ring_seconds: number
}

export interface PhoneClaim {
  window: string
  label: string
  claimed_at: string
}

export interface Alarm {
  code: string
  since: string
}

/** The first frame of the socket, and the answer to a gap. */
export interface Snapshot {
  agent: AgentView | null
  queues: QueueView[]
  call: DeskCall | null
  words: Utterance[]
  draft: Draft | null
  open_drafts: DraftSummary[]
  figures: Figures
  phone: PhoneClaim | null
  alarms: Alarm[]
}

/** What the numbered frames after it carry, by type. */
export interface Deltas {
  agent: AgentView | null
  queues: QueueView[]
  call: DeskCall | null
  words: { call_id: string; utterances: Utterance[] }
  draft: Draft | null
  open_drafts: DraftSummary[]
  figures: Figures
  phone: PhoneClaim | null
  alarms: Alarm[]
}

export interface CallUtterance {
  utterance_id: string
  speaker: 'caller' | 'agent'
  started_at: string
  ended_at: string
  text: string
  confidence: number
  audio_leg: 'mixed' | 'caller' | 'to_caller' | 'waiting' | null
  audio_seconds: number | null
}

/** Everything that hangs on a call, `Call` of the server. */
export interface CallView {
  call_id: string
  contact_id: string
  ani: string
  dnis: string
  language: string
  menu_path_labels: string[]
  queue: string | null
  wait_seconds: number | null
  agent: string | null
  outcome: string | null
  entered_at: string
  answered_at: string | null
  ended_at: string | null
  conclusion: DraftConclusion['conclusion'] | null
  recording: { state: string; truncated: boolean; duration_seconds: number | null } | null
  transcript: { source: 'live' | 'recording'; utterances: CallUtterance[] }
  ticket: { id: string; service_id: string | null; fields: { [field: string]: DraftField }; agent: string } | null
  confidential: boolean
  withheld: boolean
}
