/** What the agent may ask of the server besides the draft. */
import { ask } from '../shared/api'
import type { AgentView, Catalogue, DayView } from './types'

const desk = '/api/v1/desk'
const ofCall = (call: string, act: string) => `${desk}/calls/${encodeURIComponent(call)}/${act}`

export const acts = {
  catalogue: () => ask<Catalogue>('GET', `${desk}/catalogue`),
  login: (phone: 'w' | 'p') => ask<AgentView>('POST', `${desk}/login`, { body: { phone } }),
  logoff: () => ask<AgentView>('POST', `${desk}/logoff`, { body: {} }),
  pause: (reason: string) => ask<AgentView>('POST', `${desk}/pause`, { body: { reason } }),
  unpause: () => ask<AgentView>('POST', `${desk}/unpause`, { body: {} }),
  endWrapUp: () => ask<AgentView>('POST', `${desk}/end-wrap-up`, { body: {} }),
  extendWrapUp: (seconds: number) => ask<AgentView>('POST', `${desk}/extend-wrap-up`, { body: { seconds } }),
  hold: (call: string) => ask('POST', ofCall(call, 'hold'), { body: {} }),
  resume: (call: string) => ask('POST', ofCall(call, 'resume'), { body: {} }),
  hangUp: (call: string) => ask('POST', ofCall(call, 'hang-up'), { body: {} }),
  day: (date: string) => ask<DayView>('GET', `${desk}/day`, { query: { date } }),
}
