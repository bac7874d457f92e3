/** The register of lines as the page works on it. Pure. */
import type { components } from '../shared/schema'

export type LineRegister = components['schemas']['LineRegisterView']
export type Mode = 'own' | 'absorbed' | 'parallel_number' | 'sub_center'
export type Level = 'ministry' | 'province' | 'city' | 'county'
export interface Check {
  what: string
  done_on: string | null
}
export interface Line {
  number: string
  also: string[]
  name: string
  mode: Mode
  level: Level
  owner: string
  flow: string
  queue: string
  language: 'zh' | 'yue' | 'en'
  announcement: string | null
  transfer_to: string | null
  calendar: string | null
  since: string | null
  until: string | null
  checks: Check[]
}

export const MODES: readonly Mode[] = ['own', 'absorbed', 'parallel_number', 'sub_center']
export const LEVELS: readonly Level[] = ['ministry', 'province', 'city', 'county']
export const TONES: Record<Mode, string> = { own: 'good', absorbed: 'accent', parallel_number: '', sub_center: 'caution' }
const NUMBER = /^[0-9]{3,20}$/
const OUTSIDE = /^\+?[0-9]{3,20}$/

/** What is to be done before a line is merged, as a register begins with. */
export function newLine(number: string, name: string, checks: readonly string[]): Line {
  return { number, also: [], name, mode: 'own', level: 'city', owner: '', flow: 'default', queue: 'hotline_general', language: 'zh', announcement: null, transfer_to: null, calendar: null, since: null, until: null, checks: checks.map((what) => ({ what, done_on: null })) }
}

export function linesOf(view: LineRegister): Line[] {
  return structuredClone(view.lines) as Line[]
}

export type LineFault = '' | 'number' | 'also' | 'taken' | 'name' | 'transfer_to' | 'dates' | 'check'

/** What keeps a line from being saved, the first of it. */
export function lineFault(lines: readonly Line[], line: Line): LineFault {
  const numbers = [line.number, ...line.also]
  if (line.also.length > 10) return 'also'
  if (!numbers.every((number) => NUMBER.test(number))) return 'number'
  const others = lines.filter((one) => one !== line).flatMap((one) => [one.number, ...one.also])
  if (numbers.some((number, place) => others.includes(number) || numbers.indexOf(number) !== place)) return 'taken'
  if (line.name.trim() === '') return 'name'
  if (line.mode === 'sub_center' && !OUTSIDE.test(line.transfer_to ?? '')) return 'transfer_to'
  if (line.since && line.until && line.since > line.until) return 'dates'
  return line.checks.some((check) => check.what.trim() === '') ? 'check' : ''
}

/** What is sent: a field that a mode does not use holds nothing. */
export function fitting(line: Line): Line {
  const isDrawn = line.mode === 'own' || line.mode === 'parallel_number'
  return { ...line, transfer_to: line.mode === 'sub_center' ? line.transfer_to : null, announcement: isDrawn ? null : line.announcement, calendar: isDrawn ? null : line.calendar }
}

export function doneOf(line: Line): string {
  return line.checks.length ? `${line.checks.filter((check) => check.done_on).length}/${line.checks.length}` : ''
}
