import { addTexts } from '../shared/i18n'
import { createPage } from '../shared/page'
import ProgressPage from './ProgressPage.vue'
import en from './texts/en'
import zhCN from './texts/zh-CN'

addTexts({ 'zh-CN': zhCN, en })
createPage(ProgressPage).mount('#page')
