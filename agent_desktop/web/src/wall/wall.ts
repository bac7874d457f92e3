/** What the wall knows from its socket, and how it is ordered. Pure but for nothing. */
import type { components } from '../shared/schema'

export type WallAgent = components['schemas']['WallAgent']
export type WallQueue = components['schemas']['WallQueue']
export type WallCaller = components['schemas']['WallCaller']
export type WallLine = components['schemas']['WallLine']
export type WallAlarm = components['schemas']['WallAlarm']
export type WallSnapshot = components['schemas']['WallSnapshot']

export interface Wall {
  queues: WallQueue[]
  agents: ReadonlyMap<string, WallAgent>
  callers: WallCaller[]
  line: WallLine | null
  alarms: WallAlarm[]
  surge: string
}

export const EMPTY: Wall = { queues: [], agents: new Map(), callers: [], line: null, alarms: [], surge: '' }
/** How agents are grouped, those first whom a supervisor looks for. */
export const GROUPS = ['ready', 'ringing', 'talking', 'wrap_up', 'paused', 'logged_off'] as const
export type Group = (typeof GROUPS)[number]
const GROUP_OF: Record<string, Group> = { ready: 'ready', ringing: 'ringing', talking: 'talking', on_hold: 'talking', wrap_up: 'wrap_up', paused: 'paused', unreachable: 'paused', logged_off: 'logged_off' }

/** How a supervisor is on a call: hears both, speaks to the agent alone, speaks to both. */
export const MODES = ['monitor', 'whisper', 'barge'] as const

export const groupOf = (agent: Pick<WallAgent, 'shown_state'>): Group => GROUP_OF[agent.shown_state] ?? 'logged_off'

export function fromSnapshot(body: WallSnapshot): Wall {
  return { queues: body.queues, agents: new Map(body.agents.map((one) => [one.agent, one])), callers: body.callers, line: body.line, alarms: body.alarms, surge: body.surge }
}

/** The wall after a frame; a type that this page does not know changes nothing. */
export function withDelta(wall: Wall, type: string, body: unknown): Wall {
  switch (type) {
    case 'agents': {
      const agents = new Map(wall.agents)
      for (const one of body as WallAgent[]) agents.set(one.agent, one)
      return { ...wall, agents }
    }
    case 'queues':
      return { ...wall, queues: body as WallQueue[] }
    case 'callers':
      return { ...wall, callers: body as WallCaller[] }
    case 'line':
      return { ...wall, line: body as WallLine }
    case 'alarms':
      return { ...wall, alarms: body as WallAlarm[] }
    case 'surge':
      return { ...wall, surge: body as string }
    default:
      return wall
  }
}

/** Agents of a queue (empty: of all) and of the groups wanted, by group and then by how long they are in it. */
export function agentsShown(wall: Wall, queue: string, groups: readonly Group[]): WallAgent[] {
  const found = [...wall.agents.values()].filter((one) => groups.includes(groupOf(one)) && (queue === '' || one.queues.includes(queue)))
  const rank = (one: WallAgent) => GROUPS.indexOf(groupOf(one))
  return found.sort((one, other) => rank(one) - rank(other) || (one.since ?? '').localeCompare(other.since ?? '') || one.agent.localeCompare(other.agent))
}

export function countGroups(wall: Wall): Record<Group, number> {
  const found: Record<Group, number> = { ready: 0, ringing: 0, talking: 0, wrap_up: 0, paused: 0, logged_off: 0 }
  for (const one of wall.agents.values()) found[groupOf(one)]++
  return found
}
