/** The field whose suggestion the agent points at: its sentence is shown among the words. */
import { ref } from 'vue'
import type { FieldName } from '../types'

export const pointed = ref<FieldName | null>(null)
