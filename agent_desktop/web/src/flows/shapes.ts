/** A flow as the page works on it: unfinished as it may be, and what can be done to it. Pure. */
import type { components } from '../shared/schema'

export type FlowVersion = components['schemas']['FlowVersion']
export type FlowSummary = components['schemas']['FlowSummary']
export type FlowFault = components['schemas']['FlowFault']
export type FlowFigures = components['schemas']['FlowFiguresView']
export type PlayedCall = components['schemas']['PlayedCall']

export type NodeType = 'menu' | 'play' | 'collect' | 'listen' | 'voicemail' | 'hours' | 'branch' | 'ticket_status' | 'survey' | 'enqueue' | 'transfer' | 'hangup'
export const NODE_TYPES: readonly NodeType[] = ['menu', 'play', 'collect', 'listen', 'voicemail', 'hours', 'branch', 'ticket_status', 'survey', 'enqueue', 'transfer', 'hangup']
export type Leads = 'no_input' | 'no_match' | 'error' | 'next' | 'open' | 'closed' | 'holiday' | 'otherwise' | 'keyed' | 'unknown' | 'danger' | 'left' | 'silent'
/** The fields of each type that lead on, beside keys and cases. */
export const LEADS: Record<NodeType, readonly Leads[]> = {
  menu: ['no_input', 'no_match', 'error'],
  play: ['next'],
  collect: ['keyed', 'no_input', 'no_match', 'error'],
  listen: ['otherwise', 'error'],
  voicemail: ['left', 'silent', 'error'],
  hours: ['open', 'closed', 'holiday'],
  branch: ['otherwise'],
  ticket_status: ['otherwise', 'unknown', 'error'],
  survey: ['next'],
  enqueue: [],
  transfer: [],
  hangup: [],
}
const ALL_LEADS = [...new Set([...Object.values(LEADS).flat(), 'danger' as const])]
/** Types that play something, those that wait for keys. */
export const SPEAKING: readonly NodeType[] = ['menu', 'play', 'collect', 'listen', 'voicemail', 'survey', 'hangup']
export const ASKING: readonly NodeType[] = ['menu', 'collect']
export const LANGUAGES = ['zh', 'yue', 'en'] as const
export const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '*', '#'] as const

/** What a branch can ask where a call comes from. */
export const CALLERS = ['mobile', 'landline', 'service', 'abroad', 'hidden'] as const
export type Asked = 'caller' | 'line' | 'language' | 'open_ticket' | 'danger'
/** What a branch can ask for, and the answers that can come; a number dialled can be any. */
export const CASES: Record<Asked, readonly string[]> = { caller: CALLERS, line: [], language: LANGUAGES, open_ticket: ['yes', 'no'], danger: ['police', 'fire', 'medical', 'traffic'] }

export interface FlowNode extends Partial<Record<Exclude<Leads, 'danger'>, string>> {
  /** Where words of danger lead, where anywhere. */
  danger?: string | null
  type: NodeType
  prompt?: string[]
  prompt_again?: string[]
  again_seconds?: number | null
  timeout_seconds?: number
  attempts?: number
  choices?: Record<string, string>
  calendar?: string
  on?: Asked
  states?: Record<string, string>
  least?: number
  most?: number
  number?: string
  seconds?: number
  least_confidence?: number
  cases?: Record<string, string>
  queue?: string
  language?: string | null
  priority?: number
}

export interface Flow {
  start: string
  nodes: Record<string, FlowNode>
}

/** One way out of a node: `choices.1`, `cases.abroad`, or the field that leads on. */
export interface Way {
  outcome: string
  to: string
}

/** The content of a version; what is no node of a known kind is left out of the picture and of the form. */
export function flowOf(content: Record<string, unknown>): Flow {
  const nodes: Record<string, FlowNode> = {}
  const given = content['nodes']
  if (typeof given === 'object' && given !== null) {
    for (const [code, node] of Object.entries(given as Record<string, unknown>)) {
      if (typeof node === 'object' && node !== null && NODE_TYPES.includes((node as FlowNode).type)) nodes[code] = structuredClone(node) as FlowNode
    }
  }
  return { start: typeof content['start'] === 'string' ? content['start'] : '', nodes }
}

/** Every way out of a node, keys first in the order of a telephone. */
export function waysOf(node: FlowNode): Way[] {
  const ways: Way[] = []
  for (const key of KEYS) {
    const to = node.choices?.[key]
    if (to !== undefined) ways.push({ outcome: `choices.${key}`, to })
  }
  for (const [value, to] of Object.entries(node.cases ?? {})) ways.push({ outcome: `cases.${value}`, to })
  for (const [state, to] of Object.entries(node.states ?? {})) ways.push({ outcome: `states.${state}`, to })
  if (node.danger) ways.push({ outcome: 'danger', to: node.danger })
  for (const name of LEADS[node.type]) ways.push({ outcome: name, to: node[name] ?? '' })
  return ways
}

/** A new node that leads every failure to `person`, so that it traps nobody. */
export function newNode(type: NodeType, person: string): FlowNode {
  if (type === 'menu') return { type, prompt: [], timeout_seconds: 3, attempts: 1, choices: { 1: person }, no_input: person, no_match: person, error: person }
  if (type === 'play') return { type, prompt: [], next: person }
  if (type === 'hours') return { type, calendar: 'office', open: person, closed: person, holiday: person }
  if (type === 'branch') return { type, on: 'caller', cases: { hidden: person }, otherwise: person }
  if (type === 'hangup') return { type, prompt: [] }
  if (type === 'collect') return { type, prompt: [], timeout_seconds: 5, attempts: 2, least: 6, most: 6, keyed: person, no_input: person, no_match: person, error: person }
  if (type === 'voicemail') return { type, prompt: [], seconds: 60, left: person, silent: person, error: person }
  if (type === 'listen') return { type, prompt: [], seconds: 30, cases: {}, danger: null, otherwise: person, error: person }
  if (type === 'ticket_status') return { type, states: {}, otherwise: person, unknown: person, error: person }
  if (type === 'survey') return { type, prompt: ['hotline/survey'], timeout_seconds: 5, next: person }
  if (type === 'transfer') return { type, number: '' }
  return { type, queue: 'hotline_general', language: 'zh', priority: 0 }
}

/** The first queue of the flow: where a caller is safe. */
export function personOf(flow: Flow): string {
  return Object.entries(flow.nodes).find(([, node]) => node.type === 'enqueue')?.[0] ?? ''
}

const CODE = /^[a-z0-9_]{1,32}$/

export type NameFault = '' | 'form' | 'taken'

export function nameFault(flow: Flow, name: string, present = ''): NameFault {
  if (!CODE.test(name)) return 'form'
  return name !== present && name in flow.nodes ? 'taken' : ''
}

/** The flow with a node under another name, and everything that led to it. */
export function renamed(flow: Flow, from: string, to: string): Flow {
  const lead = (code: string) => (code === from ? to : code)
  const nodes: Record<string, FlowNode> = {}
  for (const [code, node] of Object.entries(flow.nodes)) {
    const changed: FlowNode = { ...node }
    for (const name of ALL_LEADS) if (changed[name]) changed[name] = lead(changed[name])
    for (const name of ['choices', 'cases', 'states'] as const) {
      const table = node[name]
      if (table) changed[name] = Object.fromEntries(Object.entries(table).map(([key, code]) => [key, lead(code)]))
    }
    nodes[lead(code)] = changed
  }
  return { start: lead(flow.start), nodes }
}

/** The flow without a node; what led to it leads to a person. */
export function without(flow: Flow, gone: string): Flow {
  const rest: Flow = { start: flow.start, nodes: Object.fromEntries(Object.entries(flow.nodes).filter(([code]) => code !== gone)) }
  const person = personOf(rest)
  return { ...renamed(rest, gone, person), start: rest.start === gone ? '' : rest.start }
}
