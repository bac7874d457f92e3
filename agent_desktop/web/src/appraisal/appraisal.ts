/** Months, scores and shares as the page of appraisal shows them. */

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
