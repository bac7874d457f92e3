/** Signs of what went wrong, in the order in which a supervisor goes through them. */
import type { LocationQuery } from 'vue-router'
import type { components } from '../shared/schema'

export type Sign = components['schemas']['Sign']
export type Finding = components['schemas']['FindingShown']

export const SIGNS: readonly Sign[] = ['overdue', 'not_acknowledged', 'step_late', 'reworked_often', 'passed_often', 'closed_without_contact', 'false_contact', 'improper_send_back']
export type Part = Sign | 'meeting' | 'moves'
export const PARTS: readonly Part[] = [...SIGNS, 'meeting', 'moves']

/** Acts of supervision are open to tickets that are not done; of those joined under another one it is that which is supervised. */
export const isOpen = (state: string): boolean => !['closed', 'not_accepted', 'archived', 'joined'].includes(state)

/** First and last day, both included. */
export type Span = [string, string]

const DATE = /^\d{4}-\d{2}-\d{2}$/
const isDay = (given: unknown): given is string => typeof given === 'string' && DATE.test(given) && !Number.isNaN(Date.parse(given))

/** The period in an address; what makes no sense there counts as not given. */
export function spanOf(query: LocationQuery, standard: Span): Span {
  const { since, until } = query
  return isDay(since) && isDay(until) && since <= until ? [since, until] : standard
}

/** The address of a part and a period; the standard one, which moves on with the days, is not written. */
export function addressOf(part: Part, span: Span, standard: Span): Record<string, string> {
  const [since, until] = span
  return since === standard[0] && until === standard[1] ? { part } : { part, since, until }
}

/** The tickets that were ticked on an entry of the browser's history. */
export function ticksOf(state: unknown): string[] {
  const ticked: unknown = typeof state === 'object' && state !== null && 'ticked' in state ? state.ticked : null
  return Array.isArray(ticked) ? ticked.filter((one): one is string => typeof one === 'string' && /^\d{19}$/.test(one)) : []
}
