/** Where a person can go: a page shows itself to those who have its right. */

export interface Place {
  name: 'desk' | 'wall' | 'reports' | 'prefill' | 'messages' | 'tickets' | 'figures' | 'appraisal' | 'supervision' | 'city' | 'calls' | 'agents' | 'differences' | 'announcements' | 'queues' | 'flows' | 'lines' | 'prompts' | 'calendar' | 'lists' | 'accounts' | 'audit'
  path: string
  act: string
  /** Only for those whose right reaches further than their own. */
  wide: boolean
  /** Only where the ticket service's own pages are here. */
  tickets?: boolean
  /** Where agents find it instead: beside their calls. */
  atDesk?: string
}

/** What is here: the pages of tickets, those of calls. */
export interface Here {
  tickets: boolean
  calls: boolean
}

/** Whatever is here: who works in it, and what its deadlines and classes go by. */
const OF_ALL: ReadonlySet<Place['name']> = new Set<Place['name']>(['accounts', 'audit', 'calendar', 'lists'])

/** Whether somebody finds a place: he has its right as far as it needs, and it is here. */
export function isOpen(place: Place, scope: string | null, here: Here): boolean {
  const isHere = place.tickets ? here.tickets : here.calls || OF_ALL.has(place.name)
  return scope !== null && (!place.wide || scope !== 'own') && isHere
}

export const places: readonly Place[] = [
  { name: 'desk', path: '/desk', act: 'desk.use', wide: false },
  { name: 'wall', path: '/supervise/wall', act: 'agents.read', wide: true },
  { name: 'tickets', path: '/tickets', act: 'tickets.read', wide: false, tickets: true },
  { name: 'agents', path: '/supervise/agents', act: 'agents.read', wide: true },
  { name: 'calls', path: '/supervise/calls', act: 'calls.read', wide: true },
  { name: 'reports', path: '/supervise/reports', act: 'reports.read', wide: true },
  { name: 'figures', path: '/supervise/figures', act: 'reports.read', wide: true, tickets: true },
  { name: 'supervision', path: '/tickets/supervision', act: 'tickets.supervise', wide: true, tickets: true },
  { name: 'appraisal', path: '/tickets/appraisal', act: 'appraisal.read', wide: false, tickets: true },
  { name: 'prefill', path: '/supervise/prefill', act: 'reports.read', wide: true },
  { name: 'messages', path: '/supervise/messages', act: 'messages.read', wide: false, atDesk: '/desk/messages' },
  { name: 'differences', path: '/supervise/differences', act: 'differences.read', wide: true },
  { name: 'announcements', path: '/supervise/announcements', act: 'announcements.manage', wide: true },
  { name: 'queues', path: '/administer/queues', act: 'queues.manage', wide: true },
  { name: 'flows', path: '/administer/flows', act: 'flows.manage', wide: true },
  { name: 'lines', path: '/administer/lines', act: 'flows.manage', wide: true },
  { name: 'prompts', path: '/administer/prompts', act: 'flows.manage', wide: true },
  { name: 'calendar', path: '/administer/calendar', act: 'flows.manage', wide: true },
  { name: 'lists', path: '/administer/lists', act: 'lists.manage', wide: true },
  { name: 'city', path: '/administer/city', act: 'tickets.manage', wide: true, tickets: true },
  { name: 'accounts', path: '/administer/accounts', act: 'accounts.read', wide: true },
  { name: 'audit', path: '/administer/audit', act: 'audit.read', wide: true },
]
