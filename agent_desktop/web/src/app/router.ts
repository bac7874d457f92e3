/** Addresses of the desk, supervision and administration; each area is loaded when it is first opened. */
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { deskRoutes } from '../desk/routes'

declare module 'vue-router' {
  interface RouteMeta {
    /** The act that a person needs for this page. */
    act?: string
    /** Whether his right must reach everyone's. */
    wide?: boolean
    /** Catalogue key of the page's name. */
    title?: string
  }
}

export const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('./HomePage.vue') },
  { path: '/desk', component: () => import('../desk/DeskPage.vue'), meta: { act: 'desk.use' }, children: deskRoutes },
  {
    path: '/supervise/messages/:call?',
    name: 'messages',
    component: () => import('../messages/MessagesPage.vue'),
    meta: { act: 'messages.read', title: 'app.nav.messages' },
  },
  {
    path: '/tickets/appraisal',
    name: 'appraisal',
    component: () => import('../appraisal/AppraisalPage.vue'),
    meta: { act: 'appraisal.read', title: 'app.nav.appraisal' },
  },
  {
    path: '/tickets/supervision',
    name: 'supervision',
    component: () => import('../supervision/SupervisionPage.vue'),
    meta: { act: 'tickets.supervise', wide: true, title: 'app.nav.supervision' },
  },
  {
    path: '/tickets/:number?',
    name: 'tickets',
    component: () => import('../tickets/TicketsPage.vue'),
    meta: { act: 'tickets.read', title: 'app.nav.tickets' },
  },
  { path: '/supervise', redirect: '/supervise/calls' },
  {
    path: '/supervise/agents',
    name: 'agents',
    component: () => import('../supervise/AgentsPage.vue'),
    meta: { act: 'agents.read', wide: true, title: 'app.nav.agents' },
  },
  {
    path: '/supervise/calls/:call?',
    name: 'calls',
    component: () => import('../supervise/CallsPage.vue'),
    meta: { act: 'calls.read', wide: true, title: 'app.nav.calls' },
  },
  {
    path: '/supervise/differences',
    name: 'differences',
    component: () => import('../differences/DifferencesPage.vue'),
    meta: { act: 'differences.read', wide: true, title: 'app.nav.differences' },
  },
  {
    path: '/supervise/announcements',
    name: 'announcements',
    component: () => import('../announcements/AnnouncementsPage.vue'),
    meta: { act: 'announcements.manage', wide: true, title: 'app.nav.announcements' },
  },
  {
    path: '/supervise/wall',
    name: 'wall',
    component: () => import('../wall/WallPage.vue'),
    meta: { act: 'agents.read', wide: true, title: 'app.nav.wall' },
  },
  {
    path: '/supervise/reports',
    name: 'reports',
    component: () => import('../reports/ReportsPage.vue'),
    meta: { act: 'reports.read', wide: true, title: 'app.nav.reports' },
  },
  {
    path: '/supervise/figures',
    name: 'figures',
    component: () => import('../figures/FiguresPage.vue'),
    meta: { act: 'reports.read', wide: true, title: 'app.nav.figures' },
  },
  {
    path: '/supervise/prefill',
    name: 'prefill',
    component: () => import('../prefill/PrefillPage.vue'),
    meta: { act: 'reports.read', wide: true, title: 'app.nav.prefill' },
  },
  { path: '/administer', redirect: '/administer/accounts' },
  {
    path: '/administer/queues',
    name: 'queues',
    component: () => import('../queues/QueuesPage.vue'),
    meta: { act: 'queues.manage', wide: true, title: 'app.nav.queues' },
  },
  {
    path: '/administer/flows',
    name: 'flows',
    component: () => import('../flows/FlowsPage.vue'),
    meta: { act: 'flows.manage', wide: true, title: 'app.nav.flows' },
  },
  {
    path: '/administer/lines',
    name: 'lines',
    component: () => import('../lines/LinesPage.vue'),
    meta: { act: 'flows.manage', wide: true, title: 'app.nav.lines' },
  },
  {
    path: '/administer/prompts',
    name: 'prompts',
    component: () => import('../prompts/PromptsPage.vue'),
    meta: { act: 'flows.manage', wide: true, title: 'app.nav.prompts' },
  },
  {
    path: '/administer/calendar',
    name: 'calendar',
    component: () => import('../calendar/CalendarPage.vue'),
    meta: { act: 'flows.manage', wide: true, title: 'app.nav.calendar' },
  },
  {
    path: '/administer/lists',
    name: 'lists',
    component: () => import('../lists/ListsPage.vue'),
    meta: { act: 'lists.manage', wide: true, title: 'app.nav.lists' },
  },
  {
    path: '/administer/city',
    name: 'city',
    component: () => import('../city/CityPage.vue'),
    meta: { act: 'tickets.manage', wide: true, title: 'app.nav.city' },
  },
  {
    path: '/administer/accounts',
    name: 'accounts',
    component: () => import('../administer/AccountsPage.vue'),
    meta: { act: 'accounts.read', wide: true, title: 'app.nav.accounts' },
  },
  {
    path: '/administer/audit',
    name: 'audit',
    component: () => import('../administer/AuditPage.vue'),
    meta: { act: 'audit.read', wide: true, title: 'app.nav.audit' },
  },
  { path: '/:rest(.*)*', name: 'missing', component: () => import('./MissingPage.vue') },
]

export const router = createRouter({ history: createWebHistory(), routes })
