/** What the form asks of the server. */
import { answer, api, impatient } from '../../shared/api'
import type { Draft, FieldValue, SimilarTicket, Ticket } from '../types'
import type { Edits } from './merge'

export interface DraftServer {
  read: (contact: string) => Promise<Draft>
  edit: (contact: string, version: number, fields: Edits) => Promise<Draft>
  submit: (contact: string, fields: Record<string, FieldValue>, requestId: string) => Promise<Ticket>
  noTicket: (contact: string, reason: string) => Promise<unknown>
  link: (contact: string, serviceId: string) => Promise<unknown>
}

const of = (contact: string) => ({ params: { path: { contact_id: contact } }, ...impatient })

export const draftServer: DraftServer = {
  read: (contact) => answer(api.GET('/api/v1/desk/drafts/{contact_id}', of(contact))),
  edit: (contact, version, fields) => answer(api.PATCH('/api/v1/desk/drafts/{contact_id}', { ...of(contact), body: { version, fields } })),
  submit: (contact, fields, requestId) =>
    answer(api.POST('/api/v1/desk/drafts/{contact_id}/submit', { ...of(contact), body: { fields, request_id: requestId } })),
  noTicket: (contact, reason) => answer(api.POST('/api/v1/desk/drafts/{contact_id}/no-ticket', { ...of(contact), body: { reason } })),
  link: (contact, serviceId) =>
    answer(api.POST('/api/v1/desk/drafts/{contact_id}/link', { ...of(contact), body: { service_id: serviceId } })),
}

export function similarTickets(contact: string, signal: AbortSignal): Promise<SimilarTicket[]> {
  return answer(api.GET('/api/v1/desk/drafts/{contact_id}/similar', { ...of(contact), signal }))
}
