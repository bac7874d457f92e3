/** A working calendar as the page works on it. Pure. */
import type { components } from '../shared/schema'

export type CalendarView = components['schemas']['CalendarView']
export type CalendarMoment = components['schemas']['CalendarMoment']
export type SpecialDay = components['schemas']['SpecialDay']
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof WEEKDAYS)[number]

export interface WorkCalendar {
  weekly: Partial<Record<Weekday, string[]>>
  days: Record<string, SpecialDay>
  announced: number[]
}

/** What a day is: of its weekday (work, rest), or one that differs. */
export type DayKind = 'work' | 'rest' | 'holiday' | 'moved'

export interface Day {
  /** `2026-10-01`. */
  date: string
  number: number
  kind: DayKind
  name: string
}

export interface Month {
  number: number
  /** Empty places before the first, as a week begins on Monday. */
  before: number
  days: Day[]
}

export function calendarOf(view: CalendarView): WorkCalendar {
  return { weekly: structuredClone(view.weekly) as WorkCalendar['weekly'], days: structuredClone(view.days), announced: [...view.announced] }
}

const two = (number: number) => String(number).padStart(2, '0')

/** The weekday of a date, without any zone in between. */
export function weekdayOf(date: string): Weekday {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number]
  return WEEKDAYS[(new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7]!
}

export function kindOf(calendar: WorkCalendar, date: string): DayKind {
  const special = calendar.days[date]
  if (special) return special.kind === 'holiday' ? 'holiday' : 'moved'
  return (calendar.weekly[weekdayOf(date)] ?? []).length > 0 ? 'work' : 'rest'
}

export function monthsOf(calendar: WorkCalendar, year: number): Month[] {
  return Array.from({ length: 12 }, (_, month) => {
    const count = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
    const dates = Array.from({ length: count }, (_, day) => `${year}-${two(month + 1)}-${two(day + 1)}`)
    return {
      number: month + 1,
      before: WEEKDAYS.indexOf(weekdayOf(dates[0]!)),
      days: dates.map((date, day) => ({ date, number: day + 1, kind: kindOf(calendar, date), name: calendar.days[date]?.name ?? '' })),
    }
  })
}

/** What is wrong with the hours of a day: an end that is not after its beginning, or hours that run into each other. */
export function hoursFault(spans: readonly string[]): boolean {
  const edges = spans.flatMap((span) => span.split('-'))
  return edges.some((edge, at) => !/^\d\d:\d\d$/.test(edge) || (at > 0 && edge <= edges[at - 1]!))
}

export interface Imported {
  days: Record<string, SpecialDay>
  /** Numbers of the lines that are not understood, from 1. */
  bad: number[]
}

/** Days from lines like `2027-02-05,休,春节`; 休 is a holiday, 班 a working day. Blank lines and a heading are left out. */
export function importDays(text: string): Imported {
  const found: Imported = { days: {}, bad: [] }
  text.split(/\r?\n/).forEach((line, at) => {
    const parts = line.split(/[,，\t]/).map((part) => part.trim())
    if (parts.join('') === '' || (at === 0 && !/\d/.test(parts[0]!))) return
    const date = dateIn(parts[0]!)
    const kind = ({ 休: 'holiday', 班: 'workday' } as const)[parts[1]!]
    if (!date || !kind || parts.length > 3 || [...(parts[2] ?? '')].length > 40) found.bad.push(at + 1)
    else found.days[date] = { kind, name: parts[2] ?? '', hours_of: 'mon' }
  })
  return found
}

function dateIn(text: string): string {
  const parts = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text)
  if (!parts) return ''
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number]
  const real = new Date(Date.UTC(year, month - 1, day))
  return real.getUTCMonth() === month - 1 && real.getUTCDate() === day && year >= 2000 && year <= 2100 ? `${year}-${two(month)}-${two(day)}` : ''
}
