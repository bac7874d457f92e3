/**
 * Keys of a page: registered with a description, listed by `?`, silent while a person types unless Alt, Ctrl or F-key.
 * While a dialog is open only its own keys do anything.
 */
import { onScopeDispose, ref, shallowReactive } from 'vue'

export interface Key {
  /** Such as `F2`, `Alt+1`, `Ctrl+Enter`, `j`, `?`; a modifier named first. */
  key: string
  /** Catalogue key of what it does. */
  label: string
  /** Catalogue key of the heading it is listed under. */
  group?: string
  act: (event: KeyboardEvent) => void
  /** While it answers false the key does nothing and is listed as not available. */
  when?: () => boolean
  /** While it answers true the key belongs to the dialog that is open. */
  dialog?: () => boolean
}

export const registeredKeys = shallowReactive(new Set<Key>())
/** While true no key does anything: the page is locked. */
export const keysHeld = ref(false)
let listening = false

/** The name of a pressed key in the notation of `Key.key`; digits and letters by position when Alt changes them. */
export function nameOf(event: Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>): string {
  let name = event.key
  const byPosition = /^(?:Digit|Key|Numpad)([0-9A-Z])$/.exec(event.code)
  if ((event.altKey || event.ctrlKey) && byPosition?.[1]) name = byPosition[1].toLowerCase()
  if (name === ' ') name = 'Space'
  const shown = name.length > 1 ? event.shiftKey : event.shiftKey && (event.altKey || event.ctrlKey)
  return `${event.ctrlKey || event.metaKey ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}${shown ? 'Shift+' : ''}${name}`
}

/** Whether keys pressed here are text. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true
  return target instanceof HTMLInputElement && !['button', 'checkbox', 'radio', 'range', 'submit'].includes(target.type)
}

/** Whether a dialog lies over the page, and is not just leaving it. */
function isDialogOpen(): boolean {
  const dialogs = [...document.querySelectorAll<HTMLElement>('dialog:modal, [aria-modal="true"]')]
  return dialogs.some((each) => each.checkVisibility() && each.closest('[class*="-leave-active"]') === null)
}

/** What a pressed key does. The one registered last stands nearest to the person. */
export function chosen(name: string, keys: Iterable<Key>, dialogOpen: boolean): Key | undefined {
  return [...keys].reverse().find((key) => key.key === name && (!key.when || key.when()) && (!dialogOpen || key.dialog?.() === true))
}

function pressed(event: KeyboardEvent): void {
  if (keysHeld.value || event.isComposing || event.defaultPrevented) return
  const name = nameOf(event)
  const special = event.altKey || event.ctrlKey || event.metaKey || /^F\d+$/.test(event.key)
  if (!special && isTyping(event.target)) return
  const key = chosen(name, registeredKeys, isDialogOpen())
  if (!key) return
  event.preventDefault()
  key.act(event)
}

/** Register keys for as long as the calling component lives. */
export function useKeys(keys: Key[]): void {
  if (!listening) {
    addEventListener('keydown', pressed)
    listening = true
  }
  for (const key of keys) registeredKeys.add(key)
  onScopeDispose(() => {
    for (const key of keys) registeredKeys.delete(key)
  })
}
