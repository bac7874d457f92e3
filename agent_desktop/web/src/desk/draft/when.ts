/**
 * When it happened: from ISO 8601 to what people read and type, and back; pure, in Asia/Shanghai.
 *
 * A value is a moment (`2026-11-23T09:05:00+08:00`), a date (`2026-11-23`), or a span `{from, to}` of them.
 */
import type { FieldValue } from '../types'
import { isSpan } from './merge'

/** A moment of the clock on the wall in Shanghai. */
export interface Wall {
  year: number
  month: number
  day: number
  /** `null` for a whole day. */
  minute: number | null
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/
const ZONE_MINUTES = 8 * 60
const DAY = 24 * 60 * 60 * 1000

export function wallOf(text: string): Wall | null {
  const date = DATE.exec(text)
  if (date) {
    const wall = { year: Number(date[1]), month: Number(date[2]), day: Number(date[3]), minute: null }
    return exists(wall) ? wall : null
  }
  const moment = Date.parse(/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}+08:00`)
  return Number.isNaN(moment) ? null : wallAt(moment)
}

export function wallAt(moment: number): Wall {
  const shifted = new Date(moment + ZONE_MINUTES * 60_000)
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    minute: shifted.getUTCHours() * 60 + shifted.getUTCMinutes(),
  }
}

export function isoOf(wall: Wall): string {
  const date = `${pad(wall.year, 4)}-${pad(wall.month)}-${pad(wall.day)}`
  if (wall.minute === null) return date
  return `${date}T${pad(Math.floor(wall.minute / 60))}:${pad(wall.minute % 60)}:00+08:00`
}

/** Words of a language for a time; `day` is a difference in days from today, `null` beyond the days with a name. */
export interface WhenWords {
  dayNames: Record<string, string>
  /** Of the hour: `[from this hour on, name]`, in order. */
  parts: readonly (readonly [number, string])[]
  joinSpan: string
  date: (wall: Wall, sameYear: boolean) => string
  time: (hour: number, minute: number, part: string) => string
  whole: string
}

export const CHINESE: WhenWords = {
  dayNames: { '0': '今天', '-1': '昨天', '-2': '前天', '-3': '大前天' },
  parts: [
    [0, '凌晨'],
    [6, '早上'],
    [9, '上午'],
    [12, '中午'],
    [13, '下午'],
    [18, '晚上'],
  ],
  joinSpan: ' 至 ',
  date: (wall, sameYear) => `${sameYear ? '' : `${wall.year}年`}${wall.month}月${wall.day}日`,
  time: (hour, minute, part) =>
    `${part}${hour > 12 ? hour - 12 : hour}点${minute === 0 ? '' : minute === 30 ? '半' : `${pad(minute)}分`}`,
  whole: '全天',
}

export const ENGLISH: WhenWords = {
  dayNames: { '0': 'today', '-1': 'yesterday' },
  parts: [[0, '']],
  joinSpan: ' to ',
  date: (wall, sameYear) =>
    `${wall.day} ${MONTHS[wall.month - 1] ?? ''}${sameYear ? '' : ` ${wall.year}`}`,
  time: (hour, minute) => `${pad(hour)}:${pad(minute)}`,
  whole: 'all day',
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** The value in plain words, e.g. 昨天晚上10点半; an empty string for nothing, the text itself if it is no time. */
export function whenText(value: FieldValue, now: number, words: WhenWords): string {
  if (value === null || value === '') return ''
  if (typeof value === 'string') {
    const wall = wallOf(value)
    return wall === null ? value : wallText(wall, now, words)
  }
  if (!isSpan(value)) return value.join(words.joinSpan)
  const from = wallOf(value.from)
  const to = wallOf(value.to)
  if (from === null || to === null) return `${value.from}${words.joinSpan}${value.to}`
  if (isWholeDay(from, to)) return `${dayText(from, now, words)}${spaced(words)}${words.whole}`
  const until = sameDay(from, to) && to.minute !== null ? timeText(to, words) : wallText(to, now, words)
  return `${wallText(from, now, words)}${words.joinSpan}${until}`
}

function wallText(wall: Wall, now: number, words: WhenWords): string {
  const day = dayText(wall, now, words)
  return wall.minute === null ? day : `${day}${spaced(words)}${timeText(wall, words)}`
}

function dayText(wall: Wall, now: number, words: WhenWords): string {
  const today = wallAt(now)
  const days = Math.round((utcDay(wall) - utcDay(today)) / DAY)
  return words.dayNames[String(days)] ?? words.date(wall, wall.year === today.year)
}

function timeText(wall: Wall, words: WhenWords): string {
  const hour = Math.floor((wall.minute ?? 0) / 60)
  const part = words.parts.findLast(([from]) => hour >= from)?.[1] ?? ''
  return words.time(hour, (wall.minute ?? 0) % 60, part)
}

/** Latin words need a blank between day and time, Chinese ones do not. */
function spaced(words: WhenWords): string {
  return words === CHINESE ? '' : ' '
}

function isWholeDay(from: Wall, to: Wall): boolean {
  return sameDay(from, to) && from.minute === 0 && to.minute === 23 * 60 + 59
}

function sameDay(one: Wall, other: Wall): boolean {
  return one.year === other.year && one.month === other.month && one.day === other.day
}

function exists(wall: Wall): boolean {
  const day = new Date(utcDay(wall))
  return day.getUTCMonth() + 1 === wall.month && day.getUTCDate() === wall.day
}

function utcDay(wall: Wall): number {
  return Date.UTC(wall.year, wall.month - 1, wall.day)
}

function pad(figure: number, length = 2): string {
  return String(figure).padStart(length, '0')
}
