/** Figures of pre-fill: of which days they are asked for, and put together by field. Pure. */
import type { components } from '../shared/schema'

export type PrefillFigures = components['schemas']['PrefillFigures']
export type FieldRow = components['schemas']['FieldRow']
export type WritingRow = components['schemas']['WritingRow']

/** In the order of the form. */
export const FIELDS = ['kind', 'category', 'district', 'street', 'community', 'place', 'happened_at', 'party', 'company', 'request', 'urgency', 'danger_words', 'summary', 'summary_paragraph', 'lead_unit', 'assisting_units', 'confidential', 'language'] as const
export const BYS = ['', 'category', 'agent'] as const
export type By = (typeof BYS)[number]
export const PERIODS = { today: 1, week: 7, month: 30 } as const
export type Period = keyof typeof PERIODS | 'own'
export const LONGEST = 400
export const COUNTS = ['shown', 'kept', 'edited', 'cleared', 'hints', 'hint_taken', 'typed'] as const
export type Counted = (typeof COUNTS)[number]

function moved(date: string, days: number): string {
  const moment = new Date(`${date}T00:00:00Z`)
  moment.setUTCDate(moment.getUTCDate() + days)
  return moment.toISOString().slice(0, 10)
}

/** The days of a period that ends today, first and last. */
export function daysOf(period: keyof typeof PERIODS, today: string): [string, string] {
  return [moved(today, 1 - PERIODS[period]), today]
}

/** First and last day as the interface takes them: moments, the later one not in it. */
export function spanOf(days: readonly [string, string]): { since: string; until: string } {
  return { since: `${days[0]}T00:00:00`, until: `${moved(days[1], 1)}T00:00:00` }
}

/** How many days a span is long, both ends in it. */
export function lengthOf(days: readonly [string, string]): number {
  return Math.round((Date.parse(days[1]) - Date.parse(days[0])) / 86_400_000) + 1
}

export type Sums = Record<Counted, number> & { kept_rate: number | null }
export interface OfField {
  field: string
  total: Sums
  /** By category or agent, the one with the most suggestions first; empty where nothing was asked by. */
  rows: FieldRow[]
}

/** Figures put together by field: the sum of each, and what it is made of. */
export function byField(rows: readonly FieldRow[], by: By): OfField[] {
  const order = (field: string) => (FIELDS as readonly string[]).indexOf(field) + 1 || FIELDS.length + 1
  const groups = new Map<string, FieldRow[]>()
  for (const row of rows) groups.set(row.field, [...(groups.get(row.field) ?? []), row])
  return [...groups]
    .map(([field, found]) => ({ field, total: summed(found), rows: by === '' ? [] : [...found].sort((one, other) => other.shown - one.shown || one.key.localeCompare(other.key)) }))
    .sort((one, other) => order(one.field) - order(other.field))
}

function summed(rows: readonly FieldRow[]): Sums {
  const sums = Object.fromEntries(COUNTS.map((name) => [name, rows.reduce((sum, row) => sum + row[name], 0)])) as Record<Counted, number>
  return { ...sums, kept_rate: sums.shown ? sums.kept / sums.shown : null }
}
