import { describe, expect, it } from 'vitest'
import { hoursFault, importDays, kindOf, monthsOf, weekdayOf, type WorkCalendar } from './calendar'

const calendar: WorkCalendar = {
  weekly: { mon: ['08:30-12:00'], tue: ['08:30-12:00'], wed: ['08:30-12:00'], thu: ['08:30-12:00'], fri: ['08:30-12:00'], sat: [] },
  days: {
    '2026-10-01': { kind: 'holiday', name: '国庆节', hours_of: 'mon' },
    '2026-10-10': { kind: 'workday', name: '国庆节调休', hours_of: 'mon' },
  },
  announced: [2026],
}

describe('a year of a calendar', () => {
  it('knows what each day is', () => {
    expect(kindOf(calendar, '2026-10-01')).toBe('holiday')
    expect(kindOf(calendar, '2026-10-10')).toBe('moved')
    expect(kindOf(calendar, '2026-10-11')).toBe('rest')
    expect(kindOf(calendar, '2026-10-12')).toBe('work')
  })

  it('has its months as they stand on a wall, from Monday on', () => {
    const months = monthsOf(calendar, 2026)
    expect(months.map((month) => month.days.length)).toEqual([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    expect(months[9]!.before).toBe(3)
    expect(months[9]!.days[0]).toEqual({ date: '2026-10-01', number: 1, kind: 'holiday', name: '国庆节' })
    expect(monthsOf(calendar, 2028)[1]!.days).toHaveLength(29)
    expect(weekdayOf('2028-02-29')).toBe('tue')
  })
})

describe('what is typed', () => {
  it('is hours that follow each other', () => {
    expect(hoursFault(['08:30-12:00', '14:00-17:30'])).toBe(false)
    expect(hoursFault([])).toBe(false)
    expect(hoursFault(['00:00-24:00'])).toBe(false)
    expect(hoursFault(['12:00-12:00'])).toBe(true)
    expect(hoursFault(['14:00-17:30', '08:30-12:00'])).toBe(true)
    expect(hoursFault(['08:30-'])).toBe(true)
  })

  it('is read as days, with the lines that are not understood', () => {
    const { days, bad } = importDays('日期,类型,名称\n2027-02-05,休,春节\n2027/2/6，班，春节调休\n\n2027-02-30,休,没有这一天\n2027-02-07,假,春节\n')
    expect(days).toEqual({
      '2027-02-05': { kind: 'holiday', name: '春节', hours_of: 'mon' },
      '2027-02-06': { kind: 'workday', name: '春节调休', hours_of: 'mon' },
    })
    expect(bad).toEqual([5, 6])
  })
})
