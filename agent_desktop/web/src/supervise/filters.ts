/** Filters of the list of calls, as they stand in the page's address. */
import type { LocationQuery } from 'vue-router'
import { day, startOfDay } from '../shared/formats'

export interface CallFilters {
  /** First and last day, `2026-11-23`, both included; empty for no bound. */
  from: string
  to: string
  agent: string
  outcome: string
}

export const noFilters: CallFilters = { from: '', to: '', agent: '', outcome: '' }
const date = /^\d{4}-\d{2}-\d{2}$/

function one(value: LocationQuery[string] | undefined): string {
  return typeof value === 'string' ? value : ''
}

/** Filters in an address; what makes no sense there counts as not given. */
export function filtersOf(query: LocationQuery): CallFilters {
  const dated = (text: string) => (date.test(text) && !Number.isNaN(Date.parse(text)) ? text : '')
  const agent = one(query['agent'])
  const outcome = one(query['outcome'])
  return {
    from: dated(one(query['from'])),
    to: dated(one(query['to'])),
    agent: isCode(agent) ? agent : '',
    outcome: isCode(outcome) ? outcome : '',
  }
}

export function queryOf(filters: CallFilters): Record<string, string> {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''))
}

/** What the server is asked: a day ends where the next begins. */
export function asked(filters: CallFilters): Record<string, string> {
  const found: Record<string, string> = {}
  if (filters.from) found['since'] = startOfDay(filters.from)
  if (filters.to) found['until'] = startOfDay(dayAfter(filters.to))
  if (filters.agent) found['agent'] = filters.agent
  if (filters.outcome) found['outcome'] = filters.outcome
  return found
}

export function isCode(text: string): boolean {
  return /^[a-z0-9_]{1,32}$/.test(text)
}

export function dayAfter(date: string, days = 1): string {
  return day(Date.parse(startOfDay(date)) + days * 86_400_000)
}
