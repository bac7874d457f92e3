/** What the agent may ask of the server besides the draft. */
import { answer, api } from '../shared/api'
import type { CallView } from './types'

const ofCall = (call: string) => ({ params: { path: { call_id: call } } })

export const acts = {
  catalogue: (signal: AbortSignal) => answer(api.GET('/api/v1/desk/catalogue', { signal })),
  login: (phone: 'w' | 'p') => answer(api.POST('/api/v1/desk/login', { body: { phone } })),
  logoff: () => answer(api.POST('/api/v1/desk/logoff')),
  pause: (reason: string, afterCall: boolean) => answer(api.POST('/api/v1/desk/pause', { body: { reason, after_call: afterCall } })),
  unpause: () => answer(api.POST('/api/v1/desk/unpause')),
  endWrapUp: () => answer(api.POST('/api/v1/desk/end-wrap-up')),
  extendWrapUp: (seconds: number) => answer(api.POST('/api/v1/desk/extend-wrap-up', { body: { seconds } })),
  hold: (call: string) => answer(api.POST('/api/v1/desk/calls/{call_id}/hold', ofCall(call))),
  resume: (call: string) => answer(api.POST('/api/v1/desk/calls/{call_id}/resume', ofCall(call))),
  hangUp: (call: string) => answer(api.POST('/api/v1/desk/calls/{call_id}/hang-up', ofCall(call))),
  colleagues: (signal?: AbortSignal) => answer(api.GET('/api/v1/desk/colleagues', { signal: signal ?? null })),
  transfer: (call: string, kind: 'agent' | 'queue' | 'outside', code: string, reason: string) => answer(api.POST('/api/v1/desk/calls/{call_id}/transfer', { ...ofCall(call), body: { kind, code, reason } })),
  consult: (call: string, kind: 'agent' | 'outside', code: string) => answer(api.POST('/api/v1/desk/calls/{call_id}/consult', { ...ofCall(call), body: { kind, code } })),
  complete: (call: string) => answer(api.POST('/api/v1/desk/calls/{call_id}/complete', ofCall(call))),
  confer: (call: string) => answer(api.POST('/api/v1/desk/calls/{call_id}/confer', ofCall(call))),
  askHelp: (call: string, reason: string) => answer(api.POST('/api/v1/desk/calls/{call_id}/help', { ...ofCall(call), body: { reason } })),
  endHelp: (call: string) => answer(api.POST('/api/v1/desk/calls/{call_id}/help/end', ofCall(call))),
  /** `null`: what the machine heard counts again. */
  correctWords: (utterance: string, text: string | null) => answer(api.PUT('/api/v1/desk/words/{utterance_id}', { params: { path: { utterance_id: utterance } }, body: { text } })),
  markConfidential: (call: string) => answer(api.POST('/api/v1/desk/calls/{call_id}/confidential', { ...ofCall(call), body: { note: '' } })),
  day: (date: string) => answer(api.GET('/api/v1/desk/day', { params: { query: { date } } })),
  call: (call: string) => answer(api.GET('/api/v1/calls/{call_id}', ofCall(call))) as Promise<CallView>,
}
