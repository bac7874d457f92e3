/** Months, scores, shares and what a ticket counts, as the page of appraisal shows them. */
import type { components } from '../shared/schema'

export type View = components['schemas']['AppraisalView']
export type Unit = View['units'][number]
export type Ticket = components['schemas']['CountedTicket']
export type Rate = components['schemas']['RateShown']
export type Indicator = components['schemas']['IndicatorShown']
export type Counts = Readonly<Record<string, number>>

/** The month before that of a day, `2026-10` for `2026-11-27`. */
export function monthBefore(day: string): string {
  const [year = 0, month = 0] = day.split('-').map(Number)
  return month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, '0')}`
}

/** A score or points to a tenth, a dash for none. */
export function score(value: number | null): string {
  return value === null ? '—' : value.toFixed(1)
}

/** `95%`, `95.3%`; a dash for nothing. */
export function share(value: number | null): string {
  return value === null ? '—' : `${Number((value * 100).toFixed(1))}%`
}

/** Whether a ticket counts for an indicator at all. */
export function counts(one: Rate, of: Counts): boolean {
  return Boolean(of[one.whole] || of[one.part])
}

/** Whether a ticket costs points: of a share that should be high something is missing, or one that should be low has it. */
export function costs(one: Indicator, of: Counts): boolean {
  const part = of[one.part] ?? 0
  return one.full_at > one.zero_at ? (of[one.whole] ?? 0) > part : part > 0
}

/** The weights together, to a hundredth. */
export function total(indicators: readonly { weight: number | null | undefined }[]): number {
  return Math.round(indicators.reduce((sum, one) => sum + (one.weight ?? 0), 0) * 100) / 100
}
