/** Queue rules as the page works on them: the document's shape, what a new part begins with, sentences made of parts. Pure. */
import type { components } from '../shared/schema'

export type Board = components['schemas']['QueueRulesBoard']
export type Checked = components['schemas']['CheckedQueueRules']
export type Fault = components['schemas']['QueueRulesFault']
export type Summary = components['schemas']['QueueRulesSummary']

export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'
export const WEEKDAYS: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
export const STRATEGIES = ['rrmemory', 'leastrecent', 'fewestcalls', 'random', 'wrandom', 'rrordered', 'ringall'] as const
export const KINDS = ['language', 'business', 'training'] as const
export const STATES = ['open', 'closed', 'holiday'] as const
export const GENERAL = 'hotline_general'
export const WIDEST = 100
export const LEVELS = 9

export interface When {
  weekdays: Weekday[]
  span: string
  calendar: string | null
  states: (typeof STATES)[number][]
}
export type Target = { to: 'queue'; queue: string } | { to: 'outside'; number: string; name: string }
export type Step =
  | { act: 'widen'; after_seconds: number; level: number }
  | { act: 'raise'; after_seconds: number; priority: number }
  | { act: 'overflow'; after_seconds: number; target: Target }
export interface Announce {
  invite_after_seconds: number
  position: boolean
  wait: boolean
  comfort: string[]
  first_after_seconds: number
  every_seconds: number
}
export interface Change {
  strategy?: string | null
  ring_seconds?: number | null
  weight?: number | null
  target_seconds?: number | null
  max_length?: number | null
  when_empty?: 'wait' | 'overflow' | null
  steps?: Step[] | null
  announce?: Announce | null
}
export interface Period {
  name: string
  when: When
  change: Change
}
export interface Queue {
  name: string
  requires: string[]
  neighbours: Record<string, number>
  start_level: number | null
  strategy: string
  ring_seconds: number
  retry_seconds: number
  wrap_up_seconds: number
  after_call_seconds: number | null
  weight: number
  target_seconds: number
  max_length: number
  when_empty: 'wait' | 'overflow'
  steps: Step[]
  announce: Announce
  staffed: When | null
  closed_to: Target | null
  periods: Period[]
}
export interface Skill {
  name: string
  kind: (typeof KINDS)[number]
}
export interface Surge {
  name: string
  queues: Record<string, Change>
}
export const CONTACT_KINDS = ['emergency', 'sub_centre', 'city', 'service'] as const
export interface Contact {
  name: string
  number: string
  kind: (typeof CONTACT_KINDS)[number]
}
export interface Rules {
  queues: Record<string, Queue>
  skills: Record<string, Skill>
  agents: Record<string, Record<string, number>>
  priorities: { lines: Record<string, number>; repeated: number; repeated_hours: number; danger: number }
  unanswered_pause: number
  pause_limits: Record<string, number>
  directory: Record<string, Contact>
  surges: Record<string, Surge>
}

export const rulesOf = (content: unknown): Rules => structuredClone(content) as Rules
export const newWhen = (): When => ({ weekdays: [], span: '08:00-20:00', calendar: null, states: [] })

export function newQueue(name: string, requires: string[]): Queue {
  const announce: Announce = { invite_after_seconds: 5, position: false, wait: false, comfort: [], first_after_seconds: 20, every_seconds: 45 }
  return { name, requires, neighbours: {}, start_level: null, strategy: 'rrmemory', ring_seconds: 15, retry_seconds: 1, wrap_up_seconds: 3, after_call_seconds: null, weight: 0, target_seconds: 15, max_length: 0, when_empty: 'wait', steps: [], announce, staffed: null, closed_to: null, periods: [] }
}

/** A step behind the ones that are there: each kind with what it usually says. */
export function newStep(act: Step['act'], steps: readonly Step[]): Step {
  const last = steps.at(-1)?.after_seconds ?? 0
  const after_seconds = Math.min(3600, last + (act === 'overflow' ? 60 : 10))
  if (act === 'widen') return { act, after_seconds, level: WIDEST }
  if (act === 'raise') return { act, after_seconds, priority: 1 + Math.max(0, ...steps.map((one) => (one.act === 'raise' ? one.priority : 0))) }
  return { act, after_seconds, target: { to: 'queue', queue: GENERAL } }
}

/** A code that Asterisk takes, for a name typed by a person: letters and digits of it, else a number. */
export function codeFor(name: string, taken: readonly string[], fallback: string): string {
  const plain = name.toLowerCase().normalize('NFKD').replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '').slice(0, 24) || fallback
  for (let number = 1; ; number++) {
    const code = number === 1 ? plain : `${plain}_${number}`
    if (!taken.includes(code) && code !== 'general') return code
  }
}

/** A record without one of its keys. */
export function without<Value>(of: Record<string, Value>, key: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(of).filter(([one]) => one !== key))
}

/** How many agents a queue would have, by their skills: at most `limit` levels down, and those of neighbour skills. */
export function membersOf(rules: Rules, queue: Queue, agents: readonly string[]): { own: number; near: number } {
  let own = 0
  let near = 0
  for (const agent of agents) {
    const skills = rules.agents[agent] ?? {}
    if (queue.requires.every((skill) => skill in skills)) own++
    else if (Object.keys(queue.neighbours).some((skill) => skill in skills)) near++
  }
  return { own, near }
}

/** Lines around a change; of the rest only how many were left out. */
export function folded(lines: readonly { kind: string; text: string }[], around = 3): ({ kind: string; text: string } | { kind: 'left_out'; count: number })[] {
  const near = lines.map((_, at) => lines.slice(Math.max(0, at - around), at + around + 1).some((line) => line.kind !== 'same'))
  const found: ({ kind: string; text: string } | { kind: 'left_out'; count: number })[] = []
  lines.forEach((line, at) => {
    const last = found.at(-1)
    if (near[at]) found.push(line)
    else if (last && last.kind === 'left_out' && 'count' in last) last.count++
    else found.push({ kind: 'left_out', count: 1 })
  })
  return found
}
