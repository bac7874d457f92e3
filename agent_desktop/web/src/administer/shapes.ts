/** Accounts, roles and audit as the server answers them. */
import type { components } from '../shared/schema'

export type Account = components['schemas']['AccountShown']
export type Role = components['schemas']['RoleShown']
export type OneTimePassword = components['schemas']['OneTimePassword']
export type AuditEntry = components['schemas']['EntryShown']
