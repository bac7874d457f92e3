/** What a person is asked for each act, and how acts stand beside each other. */
import type { components } from '../shared/schema'

export type Act = components['schemas']['Act']
export type View = components['schemas']['View']
export type Ticket = components['schemas']['TicketView']
export type Listed = components['schemas']['TicketListed']
export type Clock = components['schemas']['ClockShown']
export type Catalogue = components['schemas']['TicketCatalogue']
export type Asked = components['schemas']['ActAsked']
export type Each = components['schemas']['ActOnMany']['each']
/** What a list is narrowed by; it stands in the address. */
export type Filters = Partial<Record<'district' | 'category' | 'kind' | 'party' | 'unit' | 'since' | 'until' | 'handler' | 'hour' | 'behind', string>>

export const KINDS = ['inquiry', 'help', 'complaint', 'report', 'suggestion', 'praise'] as const

export type Field =
  | 'lead'
  | 'assisting'
  | 'unit'
  | 'reason'
  | 'reason?'
  | 'text'
  | 'reply'
  | 'ground'
  | 'refusal'
  | 'amount'
  | 'handler'
  | 'reached'
  | 'outcome'
  | 'main'
  | 'service'
  | 'correction'
  | 'lawful'
  | 'joined_text'
  | 'assisting_of'

/** What each act asks for; an act with nothing is done at once. */
export const FORMS: Record<Act, readonly Field[]> = {
  accept: [],
  correct: ['correction', 'reason'],
  resolve_directly: ['reply'],
  refuse: ['refusal', 'text'],
  dispatch: ['lead', 'assisting'],
  add_unit: ['unit'],
  withdraw_unit: ['assisting_of', 'reason'],
  reassign: ['unit', 'reason'],
  acknowledge: [],
  assign_inside: ['handler'],
  contact: ['reached', 'text'],
  answer_part: ['reply'],
  request_extension: ['amount', 'reason'],
  grant_extension: [],
  deny_extension: ['reason'],
  request_suspension: ['amount', 'reason'],
  grant_suspension: [],
  deny_suspension: ['reason'],
  resume: [],
  send_back: ['ground', 'reason'],
  accept_send_back: ['reason?'],
  refuse_send_back: ['reason'],
  reply: ['reply'],
  approve: [],
  return_reply: ['reason'],
  follow_up: ['outcome', 'text'],
  rate: [],
  rework: ['reason'],
  archive: [],
  remind: ['reason?'],
  supervise: ['reason'],
  escalate: ['reason'],
  hand_over: ['service', 'text'],
  feed_back: ['text'],
  join: ['main'],
  detach: ['reason'],
  close_with_main: [],
  miss: [],
  answer_supervision: ['text'],
}

/** What an act asks for of this ticket: an approval of a matter of law, and of what others are joined under, asks more. */
export function formOf(act: Act, ticket: Pick<Ticket, 'is_case' | 'leads'> | null): readonly Field[] {
  if (act !== 'approve' || !ticket) return FORMS[act]
  return [...(ticket.is_case ? (['lawful'] as const) : []), ...(ticket.leads ? (['joined_text'] as const) : [])]
}

/** What leads on comes first and is the coloured one; what hurts is set apart. */
const ORDER: readonly Act[] = [
  'dispatch', 'acknowledge', 'approve', 'refuse_send_back', 'accept_send_back', 'grant_extension', 'grant_suspension', 'resume', 'answer_supervision', 'reply', 'answer_part', 'contact', 'feed_back', 'follow_up',
  'assign_inside', 'deny_extension', 'deny_suspension', 'return_reply', 'request_extension', 'request_suspension', 'resolve_directly', 'add_unit', 'withdraw_unit', 'reassign', 'correct', 'join', 'detach',
  'hand_over', 'remind', 'supervise', 'escalate', 'rework', 'archive', 'send_back', 'refuse',
]
const HURTS: ReadonlySet<Act> = new Set<Act>(['send_back', 'refuse', 'escalate', 'rework', 'return_reply'])

/** Why an act was refused, by the code of the refusal. */
export function refusalText(code: string, t: (key: string) => string, te: (key: string) => boolean): string {
  return t([`problem.act_refused_${code}`, `problem.bad_input_${code}`, `problem.${code}`].find(te) ?? 'problem.act_refused')
}

export const inOrder = <T extends { act: Act }>(offers: readonly T[]): T[] => [...offers].sort((one, other) => ORDER.indexOf(one.act) - ORDER.indexOf(other.act))
export const hurts = (act: Act): boolean => HURTS.has(act)

/** The views that somebody works through, by what he may do. */
export function viewsOf(may: (act: string) => boolean, scope: (act: string) => string | null): View[] {
  const all = scope('tickets.read') === 'all'
  const found: View[] = []
  if (may('tickets.dispatch')) found.push('to_dispatch', 'sent_back', 'requests', 'to_review')
  if (may('tickets.handle') && !may('tickets.dispatch')) found.push('to_acknowledge', 'working')
  if (may('tickets.follow_up')) found.push('to_follow_up')
  if (may('tickets.supervise')) found.push('sent_back', 'supervised')
  if (scope('confidential.read') === 'all') found.push('to_name')
  if (all) found.push('with_units')
  found.push('due_soon', 'overdue')
  if (may('tickets.handle') && !all) found.push('supervised')
  found.push('done', 'all')
  return [...new Set(found)]
}

/** What can be done to several at once in a view, and in which states; replies and requests are read one by one. */
const BATCHES: Partial<Record<View, { right: string; acts: readonly Act[]; states: readonly Ticket['state'][] }>> = {
  to_dispatch: { right: 'tickets.dispatch', acts: ['dispatch', 'join'], states: ['accepted'] },
  to_acknowledge: { right: 'tickets.handle', acts: ['acknowledge'], states: ['dispatched', 'handling'] },
  working: { right: 'tickets.handle', acts: ['assign_inside'], states: ['dispatched', 'handling'] },
  done: { right: 'tickets.follow_up', acts: ['archive'], states: ['closed', 'not_accepted'] },
}

export function batchesOf(view: View, may: (act: string) => boolean): readonly Act[] {
  const found = BATCHES[view]
  return found && may(found.right) ? found.acts : []
}
export const fitsBatch = (view: View, ticket: Listed): boolean => BATCHES[view]?.states.includes(ticket.state) ?? false

/** The unit that a ticket may go to next: the first suggested one that neither leads it nor sent it back. */
export function nextUnit(ticket: Ticket | null): string {
  const sentBack = ticket?.assignments.filter((one) => one.state === 'sent_back').map((one) => one.unit.code) ?? []
  return ticket?.candidates.find((one) => one.unit.code !== ticket.lead?.code && !sentBack.includes(one.unit.code))?.unit.code ?? ''
}

/** The label of a class of any level, its code where there is none any more. */
export function classLabel(classes: Catalogue['classes'], code: string): string {
  const sought = (level: Catalogue['classes']): string | undefined => level.map((one) => (one.code === code ? one.label : sought(one.children))).find(Boolean)
  return sought(classes) ?? code
}

type Reason = components['schemas']['ReasonShown']
type Say = (key: string, values: Record<string, unknown>) => string

/** Why a unit is suggested, in a sentence. */
export function why(reason: Reason, classes: Catalogue['classes'], t: Say): string {
  const { class: code = '', place = '', ...details } = reason.details as Record<string, string>
  if (reason.code !== 'duty') return t(`tickets.why.${reason.code}`, details)
  if (!code) return t('tickets.why.duty_place', { ...details, place })
  return t('tickets.why.duty', { ...details, class: classLabel(classes, code), place: place ? ` · ${place}` : '' })
}

/** The same in a few words. */
export function whyShort(reason: Reason, t: Say): string {
  return t(`tickets.why_short.${reason.code === 'duty' && !reason.details['class'] ? 'duty_place' : reason.code}`, reason.details)
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export interface Span {
  unit: 'days' | 'hours' | 'minutes'
  n: number
}

/** A length as people say it: days from two on, hours, minutes; never negative. */
export function span(milliseconds: number): Span {
  const whole = Math.max(0, milliseconds)
  if (whole >= 2 * DAY) return { unit: 'days', n: Math.floor(whole / DAY) }
  if (whole >= HOUR) return { unit: 'hours', n: Math.floor(whole / HOUR) }
  return { unit: 'minutes', n: Math.floor(whole / MINUTE) }
}

/** How a clock stands at a moment: its colour, and how long it has or is late. */
export function standing(clock: Clock, now: number): { tone: '' | 'good' | 'caution' | 'bad'; late: boolean; span: Span } {
  const due = Date.parse(clock.due_at)
  const late = now > due
  const warned = now > Date.parse(clock.warn_at)
  return { tone: clock.paused ? '' : late ? 'bad' : warned ? 'caution' : 'good', late, span: span(Math.abs(due - now)) }
}

export function stateTone(state: Ticket['state']): '' | 'good' | 'caution' | 'accent' {
  if (state === 'accepted' || state === 'sent_back') return 'caution'
  if (state === 'closed' || state === 'archived') return 'good'
  return state === 'not_accepted' || state === 'joined' || state === 'suspended' ? '' : 'accent'
}
