/** What a report can be of, and which columns it shows. Pure. */

export const INTERVALS = ['quarter', 'hour', 'day', 'month'] as const
export type Interval = (typeof INTERVALS)[number]
export const BYS = ['', 'queue', 'line', 'language', 'skill', 'agent'] as const
export type By = (typeof BYS)[number]
export const PARTS = ['all', 'peak', 'off_peak'] as const
export type Part = (typeof PARTS)[number]
export const ZONES = ['Asia/Shanghai', 'Asia/Urumqi', 'Asia/Hong_Kong', 'UTC', 'Europe/Berlin', 'America/New_York'] as const

const visits = ['offered', 'answered', 'abandoned', 'short_abandoned', 'timed_out', 'overflowed', 'withdrawn', 'service_level', 'answered_rate', 'average_speed_of_answer', 'longest_wait_seconds'] as const
export const COLUMNS = {
  line: ['entered', 'calls_answered', 'answered_in_time_rate', 'connect_rate', 'average_time_to_answer', 'left_in_menu', 'offered', 'answered', 'abandoned', 'service_level', 'average_speed_of_answer'],
  queue: visits,
  agent: ['talks', 'ring_no_answer', 'talk_seconds', 'hold_seconds', 'wrap_up_seconds', 'average_handle_time', 'logged_in_seconds', 'paused_seconds', 'occupancy'],
} as const

/** The beginning of an interval as it is read in the report's own zone, which the text carries. */
export function slotText(start: string, interval: Interval): string {
  const [date, time] = [start.slice(0, 10), start.slice(11, 16)]
  if (interval === 'month') return date.slice(0, 7)
  return interval === 'day' ? date : `${date} ${time}`
}
