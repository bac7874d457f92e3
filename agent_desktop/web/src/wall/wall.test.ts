import { describe, expect, it } from 'vitest'
import { agentsShown, countGroups, EMPTY, fromSnapshot, withDelta, type WallAgent } from './wall'

const agent = (code: string, shown_state: string, since: string, queues = ['hotline_general']) => ({ agent: code, shown_state, since, queues, pause_reason: '', pause_requested: false, reachable: true, call_id: null }) as WallAgent
const wall = fromSnapshot({ queues: [], agents: [agent('1001', 'talking', '2026-11-23T02:00:00Z'), agent('1002', 'ready', '2026-11-23T02:00:05Z', ['english']), agent('1003', 'logged_off', '2026-11-23T01:00:00Z')], callers: [], line: null as never, alarms: [], surge: '' })

describe('the wall', () => {
  it('takes agents one by one and everything else as a whole', () => {
    const later = withDelta(wall, 'agents', [agent('1001', 'wrap_up', '2026-11-23T02:03:00Z')])
    expect(later.agents.get('1001')?.shown_state).toBe('wrap_up')
    expect(wall.agents.get('1001')?.shown_state).toBe('talking')
    expect(withDelta(later, 'alarms', [{ code: 'long_wait', subject: 'english', began_at: '' }]).alarms).toHaveLength(1)
    expect(withDelta(EMPTY, 'of_a_release_to_come', {})).toBe(EMPTY)
  })

  it('shows those first whom a supervisor looks for', () => {
    const names = (queue: string) => agentsShown(wall, queue, ['ready', 'talking', 'logged_off']).map((one) => one.agent)
    expect(names('')).toEqual(['1002', '1001', '1003'])
    expect(names('english')).toEqual(['1002'])
    expect(countGroups(wall)).toMatchObject({ ready: 1, talking: 1, logged_off: 1, paused: 0 })
  })
})
