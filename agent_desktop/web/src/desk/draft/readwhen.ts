/** Reads a time that a person types: 昨天 22:30, 11-22, 刚才, 上午9点半, 11-22 20:00 至 22:00; pure, in Asia/Shanghai. */
import type { FieldValue } from '../types'
import { isoOf, wallAt, type Wall } from './when'

const DAY = 24 * 60 * 60 * 1000
const SPAN = /\s*(?:至|到|—|–|~|～|\bto\b|\s-\s)\s*/i
const DAYS: Record<string, number> = { 今天: 0, 今日: 0, 今早: 0, 今晚: 0, today: 0, 昨天: -1, 昨日: -1, 昨晚: -1, yesterday: -1, 前天: -2, 大前天: -3 }
const NUMERALS = '零一二三四五六七八九'

/** The value that a text stands for; `undefined` when it is no time. */
export function readWhen(text: string, now: number): FieldValue | undefined {
  const wanted = text.normalize('NFKC').replaceAll(/(\d)\s*:\s*(\d)/g, '$1:$2').trim()
  if (wanted === '') return null
  const ends = wanted.split(SPAN)
  if (ends.length === 1) {
    const wall = readWall(wanted, now, null)
    return wall === null ? undefined : isoOf(wall)
  }
  if (ends.length !== 2) return undefined
  const from = readWall(ends[0] ?? '', now, null)
  const to = from === null ? null : readWall(ends[1] ?? '', now, from)
  if (from === null || to === null || isoOf(to) < isoOf(from)) return undefined
  return { from: isoOf(from), to: isoOf(to) }
}

/** How a value is written for editing. */
export function writtenWhen(value: FieldValue, wallOf: (text: string) => Wall | null): string {
  if (value === null || Array.isArray(value)) return ''
  if (typeof value === 'string') {
    const wall = wallOf(value)
    return wall === null ? value : written(wall)
  }
  const [from, to] = [wallOf(value.from), wallOf(value.to)]
  return from === null || to === null ? `${value.from} 至 ${value.to}` : `${written(from)} 至 ${written(to)}`
}

function written(wall: Wall): string {
  return isoOf(wall).slice(0, 16).replace('T', ' ')
}

function readWall(text: string, now: number, from: Wall | null): Wall | null {
  const words = text.trim()
  if (/^(刚才|刚刚|现在|now)$/i.test(words)) return wallAt(now)
  const [date, rest] = takeDate(words, now)
  if (date === null && from === null && rest === '') return null
  const start = date ?? from ?? wallAt(now)
  if (rest === '') return date === null ? null : { ...date, minute: null }
  const minute = takeTime(rest, words)
  return minute === null ? null : { ...start, minute }
}

/** The day that a text begins with, and what is left of it. */
function takeDate(text: string, now: number): [Wall | null, string] {
  const today = wallAt(now)
  for (const [name, days] of Object.entries(DAYS).sort(([one], [other]) => other.length - one.length)) {
    if (text.toLowerCase().startsWith(name)) return [wallAt(now + days * DAY), text.slice(name.length).trim()]
  }
  const full = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?=$|\D)[T\s]*/.exec(text)
  if (full) return [dayOf(Number(full[1]), Number(full[2]), Number(full[3])), text.slice(full[0].length)]
  const short = /^(\d{1,2})[-/月](\d{1,2})[日号]?(?=$|\D)\s*/.exec(text)
  if (short === null) return [null, text]
  const [month, dayOfMonth] = [Number(short[1]), Number(short[2])]
  const later = month > today.month || (month === today.month && dayOfMonth > today.day)
  return [dayOf(today.year - (later ? 1 : 0), month, dayOfMonth), text.slice(short[0].length)]
}

function dayOf(year: number, month: number, day: number): Wall | null {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? { year, month, day, minute: null } : null
}

/** Minutes of the day; an afternoon or evening word makes 3点 15:00. */
function takeTime(text: string, whole: string): number | null {
  const part = /(凌晨|早上|上午|中午|下午|傍晚|晚上|夜里)?(.*)/.exec(text)
  const words = (part?.[2] ?? '').trim()
  const found = /^(\d{1,2}):(\d{2})(?::\d{2})?$/.exec(words) ?? /^(\d{1,2})[点时](?:(半)|(\d{1,2})分?)?$/.exec(digits(words))
  if (found === null) return null
  let hour = Number(found[1])
  const minute = found[2] === '半' ? 30 : Number(found[3] ?? found[2] ?? 0)
  const isLate = /下午|傍晚|晚上|夜里/.test(part?.[1] ?? '') || /^(昨晚|今晚)/.test(whole)
  if (isLate && hour < 12 && hour > 0 && !(part?.[1] === '夜里' && hour < 6)) hour += 12
  return hour < 24 && minute < 60 ? hour * 60 + minute : null
}

/** Chinese numerals up to 59 as figures. */
function digits(text: string): string {
  return text
    .replaceAll('两', '二')
    .replaceAll(/([一二三四五六七八九])?十([一二三四五六七八九])?/g, (_, tens: string | undefined, ones: string | undefined) =>
      String((tens ? NUMERALS.indexOf(tens) : 1) * 10 + (ones ? NUMERALS.indexOf(ones) : 0)),
    )
    .replaceAll(/[零一二三四五六七八九]/g, (numeral) => String(NUMERALS.indexOf(numeral)))
}
