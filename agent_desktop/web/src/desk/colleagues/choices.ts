/** The choices of a kind that fit what was typed. Pure. */
import type { components } from '../../shared/schema'

export type Colleagues = components['schemas']['Colleagues']
export const KINDS = ['agent', 'queue', 'outside'] as const
export type Kind = (typeof KINDS)[number]

export interface Choice {
  code: string
  name: string
  /** Whether he can be chosen now. */
  free: boolean
  /** Shown state of an agent, kind of a number outside. */
  state: string
  reason: string
  waiting: number
  ready: number
  number: string
}

const NONE = { state: '', reason: '', waiting: 0, ready: 0, number: '' }

export function choicesOf(found: Colleagues | null | undefined, kind: Kind, wanted: string, queueName: (code: string) => string): Choice[] {
  const text = wanted.trim().toLowerCase()
  const fits = (...words: string[]) => words.some((word) => word.toLowerCase().includes(text))
  if (!found) return []
  if (kind === 'agent') {
    return found.agents
      .filter((one) => fits(one.agent))
      .map((one) => ({ ...NONE, code: one.agent, name: one.agent, free: one.free, state: one.shown_state, reason: one.pause_reason }))
  }
  if (kind === 'queue') {
    return found.queues
      .map((one) => ({ ...NONE, code: one.queue, name: one.name || queueName(one.queue), free: true, waiting: one.waiting, ready: one.ready }))
      .filter((one) => fits(one.code, one.name))
  }
  return found.directory
    .filter((one) => fits(one.code, one.name, one.number))
    .map((one) => ({ ...NONE, code: one.code, name: one.name || one.code, free: true, state: one.kind, number: one.number }))
}
