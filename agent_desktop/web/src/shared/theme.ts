/** Light, dark, or as the system says; kept by this browser. */
import { computed, ref, watchEffect } from 'vue'
import { store, stored } from './stored'

export const themes = ['auto', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const system = matchMedia('(prefers-color-scheme: dark)')
const systemDark = ref(system.matches)
system.addEventListener('change', (event) => (systemDark.value = event.matches))

const saved = stored('theme')
export const theme = ref<Theme>(saved === 'light' || saved === 'dark' ? saved : 'auto')
export const isDark = computed(() => (theme.value === 'auto' ? systemDark.value : theme.value === 'dark'))

watchEffect(() => {
  document.documentElement.classList.toggle('dark', isDark.value)
  store('theme', theme.value)
})
addEventListener('storage', (event) => {
  if (event.key === 'hotline.theme' && themes.includes(event.newValue as Theme)) theme.value = event.newValue as Theme
})
