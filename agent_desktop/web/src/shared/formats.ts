/** Times and lengths as every page shows them: Asia/Shanghai, `2026-11-23 09:05`, `1:05`. */

const zone = 'Asia/Shanghai'
const whole = new Intl.DateTimeFormat('en-CA', {
  timeZone: zone,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

function parts(moment: string | number | Date): Record<string, string> | null {
  const date = new Date(moment)
  if (Number.isNaN(date.getTime())) return null
  return Object.fromEntries(whole.formatToParts(date).map((part) => [part.type, part.value]))
}

/** `2026-11-23 09:05`; an empty text for nothing. */
export function dateTime(moment: string | number | Date | null | undefined): string {
  const found = moment == null ? null : parts(moment)
  return found ? `${found['year']}-${found['month']}-${found['day']} ${found['hour']}:${found['minute']}` : ''
}

/** `2026-11-23 09:05:30`. */
export function dateTimeSeconds(moment: string | number | Date | null | undefined): string {
  const found = moment == null ? null : parts(moment)
  return found ? `${dateTime(moment)}:${found['second']}` : ''
}

/** `2026-11-23`, the day in Asia/Shanghai. */
export function day(moment: string | number | Date | null | undefined): string {
  return dateTime(moment).slice(0, 10)
}

/** `09:05`. */
export function clock(moment: string | number | Date | null | undefined): string {
  return dateTime(moment).slice(11)
}

/** `1:05`, `1:02:03`; whole seconds, never negative; an empty text for nothing. */
export function duration(seconds: number | null | undefined): string {
  if (seconds == null || !Number.isFinite(seconds)) return ''
  const whole = Math.max(0, Math.floor(seconds))
  const two = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}

/** Seconds from `since` to `now`, for timers that count up. */
export function secondsSince(since: string | null | undefined, now: number): number | null {
  if (!since) return null
  const start = new Date(since).getTime()
  return Number.isNaN(start) ? null : Math.max(0, (now - start) / 1000)
}

/** `1:05`, `-0:12`: how long after a moment another one is, or before it; an empty text when one is missing. */
export function since(origin: string | null | undefined, moment: string | null | undefined): string {
  const seconds = origin && moment ? (Date.parse(moment) - Date.parse(origin)) / 1000 : Number.NaN
  return seconds < 0 && duration(-seconds) !== '0:00' ? `-${duration(-seconds)}` : duration(seconds)
}

/** A ticket's number in its groups: platform, date, sequence and check digit. */
export function ticketNumber(number: string | null | undefined): string {
  return (number ?? '').replace(/^(\d{6})(\d{6})(\d{6})(\d)$/, '$1 $2 $3 $4')
}

/** The moment at which a day of Asia/Shanghai begins, as ISO text in UTC. */
export function startOfDay(date: string): string {
  return new Date(`${date}T00:00:00+08:00`).toISOString()
}

/** A number of things, `1,234`. */
export function count(number: number): string {
  return number.toLocaleString('en')
}

/** A share of 0 to 1 as `12%`, `0.4%` below one in a hundred. */
export function percent(share: number): string {
  const hundredths = share * 100
  return `${hundredths > 0 && hundredths < 1 ? hundredths.toFixed(1) : Math.round(hundredths)}%`
}

/** A size as people say it. */
export function bytes(size: number): string {
  if (size < 1024) return `${size} B`
  return size < 1 << 20 ? `${Math.round(size / 1024)} KB` : `${(size / (1 << 20)).toFixed(1)} MB`
}
