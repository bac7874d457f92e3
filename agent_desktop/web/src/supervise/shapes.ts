/** What the server answers about calls and agents, as far as these pages show it. */

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
  conclusion: 'ticket' | 'linked' | 'no_ticket' | null
  ticket: { service_id: string | null } | null
  recording_state: string | null
  confidential: boolean
}

export interface CallPage {
  calls: CallLine[]
  next: string | null
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

export interface Span {
  from: string
  to: string
}

export interface CallView {
  call_id: string
  ani: string
  dnis: string
  language: string
  menu_path_labels: string[]
  queue: string | null
  wait_seconds: number | null
  time_to_answer_seconds: number | null
  agent: string | null
  outcome: string | null
  entered_at: string
  answered_at: string | null
  ended_at: string | null
  conclusion: CallLine['conclusion']
  recording: { state: string; truncated: boolean } | null
  transcript: { source: 'live' | 'recording'; utterances: CallUtterance[] }
  ticket: { id: string; service_id: string | null; fields: Record<string, { value: string | Span | null }> } | null
  confidential: boolean
  withheld: boolean
}

export interface AgentLine {
  agent: string
  endpoint: string
  shown_state: string
  availability: string
  activity: string
  pause_reason: string
  reachable: boolean
  since: string | null
}

export const OUTCOMES = ['answered', 'abandoned', 'short_abandoned', 'timed_out', 'overflowed', 'left_empty', 'withdrawn', 'menu_exit'] as const
export const PAUSE_REASONS = ['rest', 'meal', 'meeting', 'training', 'paperwork', 'other'] as const
