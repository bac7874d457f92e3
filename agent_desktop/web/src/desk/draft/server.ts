/** What the form asks of the server. */
import { ask } from '../../shared/api'
import type { Draft, FieldValue, Ticket } from '../types'
import type { Edits } from './merge'

export interface DraftServer {
  read: (contact: string) => Promise<Draft>
  edit: (contact: string, version: number, fields: Edits) => Promise<Draft>
  submit: (contact: string, fields: Record<string, FieldValue>, requestId: string) => Promise<Ticket>
  noTicket: (contact: string, reason: string) => Promise<unknown>
  link: (contact: string, serviceId: string) => Promise<unknown>
}

const at = (contact: string, act = '') => `/api/v1/desk/drafts/${encodeURIComponent(contact)}${act}`

export const draftServer: DraftServer = {
  read: (contact) => ask<Draft>('GET', at(contact)),
  edit: (contact, version, fields) => ask<Draft>('PATCH', at(contact), { body: { version, fields } }),
  submit: (contact, fields, requestId) =>
    ask<Ticket>('POST', at(contact, '/submit'), { body: { fields, request_id: requestId } }),
  noTicket: (contact, reason) => ask('POST', at(contact, '/no-ticket'), { body: { reason } }),
  link: (contact, serviceId) => ask('POST', at(contact, '/link'), { body: { service_id: serviceId } }),
}
