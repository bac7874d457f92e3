/**
 * What the agent typed and the server does not have yet, kept in the browser for each contact.
 *
 * Written at every key press, taken away field by field once the server has it, and wholly at the conclusion of the
 * contact and when the agent logs out. Two windows share it: each touches its own fields only.
 */
import type { FieldName, FieldValue } from '../types'
import { FIELD_NAMES } from '../types'
import type { Edits } from './merge'
import { asStored, sameValue } from './merge'

const PREFIX = 'hotline.unsent'

interface Kept {
  version: number
  fields: Edits
  request_id: string | null
}

/** The part of `Storage` that is used. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

export class Unsent {
  constructor(
    private readonly account: string,
    private readonly shelf: Shelf,
  ) {}

  /** Contacts with something unsent of this account. */
  contacts(): string[] {
    const start = `${PREFIX}:${this.account}:`
    return keysOf(this.shelf)
      .filter((key) => key.startsWith(start))
      .map((key) => key.slice(start.length))
  }

  fields(contact: string): Edits {
    return this.read(contact).fields
  }

  /** The id under which this contact is submitted: the same at every press, also after a reload. */
  requestId(contact: string, make: () => string): string {
    const kept = this.read(contact)
    if (kept.request_id !== null) return kept.request_id
    const made = make()
    this.write(contact, { ...kept, request_id: made })
    return made
  }

  keep(contact: string, field: FieldName, value: FieldValue): void {
    const kept = this.read(contact)
    this.write(contact, { ...kept, fields: { ...kept.fields, [field]: value } })
  }

  /** Take away what the server has; what was typed since then stays. */
  sent(contact: string, sent: Edits): void {
    const kept = this.read(contact)
    const fields = { ...kept.fields }
    for (const field of FIELD_NAMES) {
      if (field in sent && sameValue(asStored(fields[field] ?? null), asStored(sent[field] ?? null))) delete fields[field]
    }
    if (Object.keys(fields).length === 0 && kept.request_id === null) this.forget(contact)
    else this.write(contact, { ...kept, fields })
  }

  forget(contact: string): void {
    this.shelf.removeItem(this.key(contact))
  }

  private key(contact: string): string {
    return `${PREFIX}:${this.account}:${contact}`
  }

  private read(contact: string): Kept {
    const empty: Kept = { version: 1, fields: {}, request_id: null }
    try {
      const kept = JSON.parse(this.shelf.getItem(this.key(contact)) ?? 'null') as Kept | null
      return kept?.version === 1 && typeof kept.fields === 'object' ? { ...empty, ...kept } : empty
    } catch {
      return empty
    }
  }

  private write(contact: string, kept: Kept): void {
    try {
      this.shelf.setItem(this.key(contact), JSON.stringify(kept))
    } catch {
      // A full or forbidden storage takes away the second safety only: the edit itself is on its way to the server.
    }
  }
}

/** Take away everything unsent of every account: at log-out, and before somebody else works here. */
export function forgetUnsent(shelf: Shelf, exceptAccount: string | null = null): void {
  const own = exceptAccount === null ? null : `${PREFIX}:${exceptAccount}:`
  for (const key of keysOf(shelf)) {
    if (key.startsWith(`${PREFIX}:`) && (own === null || !key.startsWith(own))) shelf.removeItem(key)
  }
}

function keysOf(shelf: Shelf): string[] {
  return Array.from({ length: shelf.length }, (_, place) => shelf.key(place)).filter((key) => key !== null)
}
