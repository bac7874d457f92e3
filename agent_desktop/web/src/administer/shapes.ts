/** Accounts, roles and audit as the server answers them. */
import type { Scope } from '../shared/session'

export interface Account {
  id: string
  name: string
  display_name: string
  agent: string | null
  roles: string[]
  grants: Record<string, Scope>
  language: string
  is_demonstration: boolean
  lock_reason: 'administrator' | 'too_many_failures' | 'demonstration_over' | null
  locked_until: string | null
  has_second_factor: boolean
  must_change_password: boolean
  created_at: string
}

export interface Role {
  role: string
  grants: Record<string, Scope>
  /** Roles with the same text here cannot stand on one account. */
  excludes: string
  second_factor: boolean
}

export interface OneTimePassword {
  account: Account
  password: string
}

export interface AuditEntry {
  position: number
  at: string
  actor: string | null
  actor_name: string
  act: string
  subject_kind: string
  subject: string
  purpose: string
  note: string
  outcome: string
  address: string
}

export interface AuditPage {
  entries: AuditEntry[]
  next: number | null
}
