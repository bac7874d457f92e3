/** What is wrong with an account before the server is asked; the server decides. */
import type { Problem } from '../shared/problem'
import type { Scope } from '../shared/session'
import type { Role } from './shapes'

/** Rights that an account has beside its roles, each with how far it reaches. */
export type Grants = Record<string, Scope>

/** What no role permits, and is given to single accounts here; other rights of theirs are shown and can be taken away. */
export const SINGLE = 'confidential.read'

export interface AccountForm {
  name: string
  display_name: string
  roles: string[]
  agent: string
  team: string
  reach: 'team' | 'all'
  unit: string
  grants: Grants
}

export type Faults = Partial<Record<keyof AccountForm, string>>

/** A name as the server keeps it. */
export function plainName(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase()
}

const isName = (text: string) => /^[\p{L}\p{M}\p{Nd} ·.\-'’（）()]+$/u.test(text) && /[\p{L}\p{Nd}]/u.test(text)

const ORDER = ['agent', 'supervisor', 'quality_reviewer', 'dispatcher', 'unit_staff', 'unit_lead', 'system_administrator', 'security_administrator', 'auditor']

/** Roles as one thinks of them, those of the operator last. */
export function inOrder(roles: readonly Role[]): Role[] {
  const place = (role: Role) => (ORDER.includes(role.role) ? ORDER.indexOf(role.role) : ORDER.length)
  return [...roles].sort((one, other) => place(one) - place(other) || one.role.localeCompare(other.role))
}

const OF_UNITS = ['unit_staff', 'unit_lead']
const ON_AGENTS = ['calls.read', 'words.read', 'recordings.listen', 'numbers.read', 'confidential.mark', 'confidential.read', 'agents.read', 'agents.act']

/** Whether a role reaches what belongs to agents, so that it can be kept to one team. */
export function reachesAgents(role: Role): boolean {
  return role.excludes === '' && ON_AGENTS.some((act) => role.grants[act] === 'all')
}

/** Field -> last part of its catalogue key `administer.accounts.fault.*`; empty when everything fits. */
export function faultsOf(form: AccountForm): Faults {
  const found: Faults = {}
  const name = plainName(form.name)
  if (name === '') found.name = 'name'
  else if (!/^[a-z0-9][a-z0-9._-]{1,31}$/.test(name)) found.name = 'name_form'
  const shown = form.display_name.normalize('NFC').trim()
  if (shown === '') found.display_name = 'display_name'
  else if ([...shown].length > 64) found.display_name = 'display_name_long'
  else if (!isName(shown)) found.display_name = 'display_name_form'
  if (form.roles.length === 0) found.roles = 'roles'
  const agent = form.agent.trim()
  if (agent !== '' && !/^[a-z0-9_]{1,32}$/.test(agent)) found.agent = 'agent_form'
  else if (agent === '' && form.roles.includes('agent')) found.agent = 'agent'
  const team = form.team.normalize('NFC').trim()
  if (team === '' && (form.reach === 'team' || Object.values(form.grants).includes('team'))) found.team = 'team'
  else if (team !== '' && ([...team].length > 32 || !isName(team))) found.team = 'team_form'
  const unit = form.unit.trim()
  if (unit !== '' && !/^[a-z0-9_]{1,32}$/.test(unit)) found.unit = 'unit_form'
  else if (unit === '' && form.roles.some((role) => OF_UNITS.includes(role))) found.unit = 'unit'
  return found
}

/** How far the single right can reach: not at all, everywhere, the own team; and what the account has of it already. */
export function reaches(held: Scope | undefined): (Scope | '')[] {
  return [...new Set<Scope | ''>(['', 'all', 'team', ...(held ? [held] : [])])]
}

/** The rights with one given, changed, or (with no scope) taken away; all others stay. */
export function granted(grants: Grants, act: string, scope: Scope | ''): Grants {
  const others = Object.entries(grants).filter(([held]) => held !== act)
  return Object.fromEntries(scope === '' ? others : [...others, [act, scope]])
}

export function sameGrants(one: Grants, other: Grants): boolean {
  const acts = Object.keys(one)
  return acts.length === Object.keys(other).length && acts.every((act) => one[act] === other[act])
}

/** What the server refused, at the field it named; empty when it named none. */
export function faultsNamed(problem: Problem): Faults {
  const named = problem.details['field'] ?? problem.errors[0]?.field.split('.')[1]
  const taken = problem.code === 'conflict'
  if (named === 'name') return { name: taken ? 'name_taken' : 'name_form' }
  if (named === 'display_name') return { display_name: 'display_name_form' }
  if (named === 'agent') return { agent: taken ? 'agent_taken' : 'agent' }
  if (named === 'team') return { team: 'team_form' }
  if (named === 'reach') return { reach: 'reach' }
  if (named === 'unit') return { unit: 'unit' }
  return named === 'roles' ? { roles: taken ? 'roles_clash' : 'roles' } : {}
}

/** The chosen role that forbids `role` on the same account, null when none does. */
export function excludedBy(role: Role, roles: readonly Role[], chosen: readonly string[]): string | null {
  if (role.excludes === '') return null
  return roles.find((other) => other.role !== role.role && other.excludes === role.excludes && chosen.includes(other.role))?.role ?? null
}
