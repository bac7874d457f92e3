import { addTexts } from '../shared/i18n'
import { createPage } from '../shared/page'
import PublicPage from './PublicPage.vue'
import en from './texts/en'
import zhCN from './texts/zh-CN'

addTexts({ 'zh-CN': zhCN, en })
createPage(PublicPage).mount('#page')
