import { addTexts } from '../shared/i18n'
import { createPage } from '../shared/page'
import PhonePage from './PhonePage.vue'
import en from './texts/en'
import zhCN from './texts/zh-CN'

addTexts({ 'zh-CN': zhCN, en })
createPage(PhonePage).mount('#page')
