/** Periods and shares as the page of figures shows them, and the tickets behind them. */
import type { RouteLocationRaw } from 'vue-router'
import { clock, dateTime, day } from '../shared/formats'
import type { components } from '../shared/schema'

export type Figures = components['schemas']['TicketFigures']
export type Metric = components['schemas']['TicketMetric']

/** A list of tickets and what leads to it. */
export interface Behind {
  text: string
  to: RouteLocationRaw
}
/** Where a list of tickets is, by what it asks for beside the filters of the page. */
export type To = (more: Record<string, string>) => RouteLocationRaw
/** Asked beside what stands now: no period. */
export const NOW = { since: '', until: '' }
/** A figure in words: its formula, its counts (a part and the whole), its source. */
export interface Told {
  formula: string
  counts: string[]
  source: string
}

export const HEADLINES = ['answered_in_time_rate', 'first_dispatch_rate', 'resolution_rate'] as const
export const UNIT_METRICS = ['first_dispatch_rate', 'response_rate', 'in_time_rate', 'resolution_rate', 'satisfaction_rate', 'rework_rate'] as const

/** `12.3%`; a dash for nothing. */
export function share(value: number | null | undefined): string {
  return value == null ? '—' : `${(value * 100).toFixed(1)}%`
}

/** The change against the period before, `+12%`; an empty text when there was nothing before. */
export function growth(count: number, before: number): string {
  if (before === 0) return ''
  const change = Math.round(((count - before) / before) * 100)
  return `${change > 0 ? '+' : ''}${change}%`
}

/** `2026-11-23 09:05–09:40`; of another day with that day. */
export const fromTo = (since: string, until: string): string => `${dateTime(since)}–${day(since) === day(until) ? clock(until) : dateTime(until)}`

/** First and last day of so many days up to a day of Asia/Shanghai, both included. */
export function lastDays(today: string, days: number): [string, string] {
  const first = new Date(`${today}T00:00:00Z`)
  first.setUTCDate(first.getUTCDate() - days + 1)
  return [first.toISOString().slice(0, 10), today]
}

/** The day after a day. */
export function dayAfter(before: string): string {
  const next = new Date(`${before}T00:00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  return next.toISOString().slice(0, 10)
}

/** A formula of counts in the reader's words: every name of a count replaced by `words`. */
export function formulaText(formula: string, words: (name: string) => string): string {
  return formula.replace(/[a-z_]+/g, (name) => words(name)).replace('/', '÷')
}

/** The names of a formula's counts, `straight / settled`. */
export const countsOf = (formula: string): string[] => formula.match(/[a-z_]+/g) ?? []

/** Rates of what should be little, or need not be much: their part is looked at, of the others what they lack. */
const LOOKED_AT = new Set(['rework_rate', 'direct_rate'])

/** The tickets to look at behind a rate, as the list of tickets names them, and how many times they count. */
export function lackingOf(name: string, of: readonly string[], counts: Readonly<Record<string, number>>): { behind: string; count: number } | null {
  const [part, whole] = of
  if (!part || !whole) return null
  if (LOOKED_AT.has(name)) return { behind: part, count: counts[part] ?? 0 }
  return { behind: `${whole}-${part}`, count: (counts[whole] ?? 0) - (counts[part] ?? 0) }
}

/** Every day of a period with its count: nothing that came is a nought, not a gap. */
export function everyDay(since: string, until: string, counted: readonly { day: string; count: number }[]): { day: string; count: number }[] {
  const counts = new Map(counted.map((one) => [one.day, one.count]))
  const found = []
  for (let at = since; at <= until; at = dayAfter(at)) found.push({ day: at, count: counts.get(at) ?? 0 })
  return found
}
