/** Announcements before the menu as the page works on them. Pure. */
import type { components } from '../shared/schema'

export type Board = components['schemas']['AnnouncementBoard']
export interface Announcement {
  code: string
  name: string
  prompt: string
  answer: string
  lines: string[]
  since: string
  until: string
}
export type Phase = 'coming' | 'heard' | 'over'
export const MOST = 3
export const HOURS = [2, 6, 12, 24] as const

export function phaseOf(one: Announcement, now: Date): Phase {
  if (now < new Date(one.since)) return 'coming'
  return now < new Date(one.until) ? 'heard' : 'over'
}

/** A moment as China's clocks show it, for a field that knows no zone. */
export function inChina(moment: string): string {
  return moment ? new Date(moment).toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' }).replace(' ', 'T') : ''
}

/** A code of its own for one that begins at a moment, as small letters and digits. */
export function codeOf(at: Date, taken: readonly string[]): string {
  const base = `a${at.toISOString().slice(2, 16).replace(/[^0-9]/g, '')}`
  let code = base
  for (let number = 2; taken.includes(code); number += 1) code = `${base}_${number}`
  return code
}

/** Those that go on being kept: what is over makes room. */
export function kept(announcements: readonly Announcement[], now: Date): Announcement[] {
  return announcements.filter((one) => phaseOf(one, now) !== 'over')
}

export type Fault = '' | 'name' | 'prompt' | 'until'

export function faultOf(one: Announcement, now: Date): Fault {
  if (one.name.trim() === '') return 'name'
  if (!one.prompt) return 'prompt'
  return !one.until || new Date(one.until) <= now ? 'until' : ''
}
