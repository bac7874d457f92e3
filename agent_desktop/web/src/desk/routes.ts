/** Addresses below `/desk`. */
import type { RouteRecordRaw } from 'vue-router'

export const deskRoutes: RouteRecordRaw[] = [
  { path: '', name: 'desk', component: () => import('./CallPage.vue'), meta: { act: 'desk.use', title: 'desk.title' } },
  { path: 'day', name: 'desk-day', component: () => import('./day/DayPage.vue'), meta: { act: 'desk.use', title: 'desk.day.title' } },
  { path: 'messages/:call?', name: 'desk-messages', component: () => import('../messages/MessagesPage.vue'), meta: { act: 'messages.read', title: 'app.nav.messages' } },
]
