/** Shapes of the desktop, from the interface's own description. */
import type { components } from '../shared/schema'

type Shapes = components['schemas']

/** In the order in which the form shows them: the first nine are taken by Alt and a figure. */
export const FIELD_NAMES = [
  'kind',
  'urgency',
  'category',
  'district',
  'street',
  'community',
  'place',
  'happened_at',
  'summary',
  'description',
  'party',
  'confidential',
  'language',
  'company',
  'request',
  'lead_unit',
  'assisting_units',
  'summary_paragraph',
  'danger_words',
] as const
export type FieldName = (typeof FIELD_NAMES)[number]

export type AgentView = Shapes['AgentView']
export type Alarm = Shapes['Alarm']
export type CallLine = Shapes['CallLine']
export type CallView = Shapes['Call']
export type Catalogue = Shapes['Catalogue']
export type DayView = Shapes['DayView']
export type DeskCall = Shapes['DeskCall']
export type Draft = Shapes['Draft']
export type DraftField = Shapes['DraftField']
export type DraftSummary = Shapes['DraftSummary']
export type EarlierTicket = Shapes['EarlierTicket']
export type FieldValue = DraftField['value']
export type Span = Exclude<FieldValue, string | string[] | null>
export type Figures = Shapes['Figures']
export type PhoneClaim = Shapes['PhoneClaim']
export type QueueView = Shapes['QueueView']
export type SimilarTicket = Shapes['SimilarTicket']
export type Snapshot = Shapes['Snapshot']
export type Ticket = Shapes['Ticket']
export type Utterance = Shapes['Utterance']
export type WordChange = Shapes['WordChange']

type Frames =
  | Shapes['AgentFrame']
  | Shapes['QueuesFrame']
  | Shapes['CallFrame']
  | Shapes['WordsFrame']
  | Shapes['DraftFrame']
  | Shapes['OpenDraftsFrame']
  | Shapes['FiguresFrame']
  | Shapes['PhoneFrame']
  | Shapes['AlarmsFrame']

/** What the numbered frames after the snapshot carry, by type. */
export type Deltas = { [Type in Frames['type']]: Extract<Frames, { type: Type }>['body'] }
