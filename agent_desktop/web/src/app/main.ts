import { addTexts } from '../shared/i18n'
import { createPage } from '../shared/page'
import App from './App.vue'
import { router } from './router'
import en from './texts/en'
import zhCN from './texts/zh-CN'

addTexts({ 'zh-CN': zhCN, en })
createPage(App).use(router).mount('#page')
