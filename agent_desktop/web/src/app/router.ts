/** Addresses of the desk, supervision and administration; each area is loaded when it is first opened. */
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    /** The act that a person needs for this page. */
    act?: string
    /** Catalogue key of the page's name. */
    title?: string
  }
}

export const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('./LoginPage.vue') },
  { path: '/desk', name: 'desk', component: () => import('../desk/DeskPage.vue'), meta: { act: 'desk.use' } },
]

export const router = createRouter({ history: createWebHistory(), routes })
