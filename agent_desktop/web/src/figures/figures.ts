/** Periods and shares as the page of figures shows them. */
import type { components } from '../shared/schema'

export type Figures = components['schemas']['TicketFigures']
export type Metric = components['schemas']['TicketMetric']

export const HEADLINES = ['answered_in_time_rate', 'first_dispatch_rate', 'confirmed_rate'] as const
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

/** First and last day of so many days up to a day of Asia/Shanghai, both included. */
export function lastDays(today: string, days: number): [string, string] {
  const first = new Date(`${today}T00:00:00Z`)
  first.setUTCDate(first.getUTCDate() - days + 1)
  return [first.toISOString().slice(0, 10), today]
}

/** The day after a day. */
export function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  return next.toISOString().slice(0, 10)
}

/** A formula of counts in the reader's words: every name of a count replaced by `words`. */
export function formulaText(formula: string, words: (name: string) => string): string {
  return formula.replace(/[a-z_]+/g, (name) => words(name)).replace('/', '÷')
}

/** Every day of a period with its count: nothing that came is a nought, not a gap. */
export function everyDay(since: string, until: string, counted: readonly { day: string; count: number }[]): { day: string; count: number }[] {
  const counts = new Map(counted.map((one) => [one.day, one.count]))
  const found = []
  for (let day = since; day <= until; day = dayAfter(day)) found.push({ day, count: counts.get(day) ?? 0 })
  return found
}
