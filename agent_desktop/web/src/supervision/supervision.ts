/** Signs of what went wrong, in the order in which a supervisor goes through them. */
import type { components } from '../shared/schema'

export type Sign = components['schemas']['Sign']
export type Finding = components['schemas']['FindingShown']

export const SIGNS: readonly Sign[] = ['overdue', 'not_acknowledged', 'step_late', 'reworked_often', 'passed_often', 'closed_without_contact', 'false_contact', 'improper_send_back']
export type Part = Sign | 'meeting' | 'moves'
export const PARTS: readonly Part[] = [...SIGNS, 'meeting', 'moves']

/** Acts of supervision are open to tickets that are not done; of those joined under another one it is that which is supervised. */
export const isOpen = (state: string): boolean => !['closed', 'not_accepted', 'archived', 'joined'].includes(state)
