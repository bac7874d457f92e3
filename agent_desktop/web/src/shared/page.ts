/** Makes one of the three pages: catalogue, stores, theme, and a place where an error of the page itself is said. */
import 'element-plus/theme-chalk/base.css'
import 'element-plus/theme-chalk/dark/css-vars.css'
import './theme.css'
import { createPinia } from 'pinia'
import { createApp, type App, type Component } from 'vue'
import { i18n } from './i18n'
import './theme'

export function createPage(root: Component): App {
  const app = createApp(root)
  app.use(createPinia())
  app.use(i18n)
  return app
}
