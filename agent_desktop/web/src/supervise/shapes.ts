/** What the server answers about calls and agents, and codes that these pages offer. */
import type { components } from '../shared/schema'

export type CallLine = components['schemas']['CallLine']

export const OUTCOMES = ['answered', 'abandoned', 'short_abandoned', 'timed_out', 'overflowed', 'left_empty', 'withdrawn', 'menu_exit'] as const
export const PAUSE_REASONS = ['rest', 'meal', 'meeting', 'training', 'paperwork', 'other'] as const
