import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Problem } from '../../shared/problem'
import type { Draft, FieldName, FieldValue, Ticket } from '../types'
import { createForm, type Form } from './form'
import type { Edits } from './merge'
import { byHand, draftOf, entry, shelf } from './samples'
import type { DraftServer } from './server'
import { Unsent } from './unsent'

/** A server that keeps one draft as the real one does, and can be away. */
class FakeServer implements DraftServer {
  away: Problem | null = null
  asked: string[] = []
  ticketIds: string[] = []
  /** While set, nothing is answered; what was asked is done or not, as `stores` says. */
  silent: { stores: boolean } | null = null
  refuse: Partial<Record<FieldName, { code: string }>> = {}

  constructor(public draft: Draft) {}

  changeElsewhere(fields: Edits): void {
    this.put(fields)
  }

  async read(): Promise<Draft> {
    return this.answer('read', () => this.draft)
  }

  async edit(_: string, version: number, fields: Edits): Promise<Draft> {
    return this.answer('edit', () => {
      if (this.draft.state !== 'open') throw new Problem('conflict', 409, { state: this.draft.state })
      const wrong = Object.fromEntries(Object.entries(this.refuse).filter(([field]) => field in fields))
      if (Object.keys(wrong).length > 0) throw new Problem('bad_input', 422, { fields: wrong })
      if (version !== this.draft.version) throw new Problem('conflict', 409, { version: this.draft.version })
      this.put(fields)
      return this.draft
    })
  }

  async submit(_: string, fields: Record<string, FieldValue>, id: string): Promise<Ticket> {
    return this.answer('submit', () => {
      this.ticketIds.push(id)
      if (this.draft.state === 'submitted') return {} as Ticket
      this.put(fields)
      this.draft = { ...this.draft, state: 'submitted' }
      return {} as Ticket
    })
  }

  async noTicket(): Promise<unknown> {
    return this.answer('no-ticket', () => (this.draft = { ...this.draft, state: 'closed', revision: this.draft.revision + 1 }))
  }

  async link(): Promise<unknown> {
    return this.noTicket()
  }

  private async answer<T>(what: string, act: () => T): Promise<T> {
    this.asked.push(what)
    if (this.away) throw this.away
    if (this.silent) {
      if (this.silent.stores) act()
      return new Promise((_, fail) => setTimeout(() => fail(new Problem('timeout', 0, { retryable: true })), 8000))
    }
    return act()
  }

  private put(fields: Record<string, FieldValue>): void {
    const set = Object.entries(fields).map(([field, value]) => [field, byHand(value)] as const)
    const { version, revision } = this.draft
    this.draft = { ...this.draft, version: version + 1, revision: revision + 1, fields: { ...this.draft.fields, ...Object.fromEntries(set) } }
  }
}

let kept: Storage
let server: FakeServer
let form: Form

const STREETS = { 天河区: ['棠下街道'], 白云区: ['太和镇'] }

function open(fields: Draft['fields'] = {}): void {
  kept = shelf()
  server = new FakeServer(draftOf(fields))
  form = createForm(server.draft, server, new Unsent('a1', kept), { streets: () => STREETS })
}

const passed = (time: number) => vi.advanceTimersByTimeAsync(time)

beforeEach(() => {
  vi.useFakeTimers()
  open()
})
afterEach(() => {
  form.dispose()
  vi.useRealTimers()
})

describe('saving', () => {
  it('waits until nobody has typed for 400 ms', async () => {
    form.set('place', '中')
    await passed(300)
    form.set('place', '中山路')
    await passed(399)
    expect(server.asked).toEqual([])
    await passed(1)
    expect(server.asked).toEqual(['edit'])
    expect(server.draft.fields['place']?.value).toBe('中山路')
    expect(form.saving.value.state).toBe('saved')
    expect(kept.length).toBe(0)
  })

  it('sends what was typed while it saved', async () => {
    form.set('place', '中山路')
    const saving = form.save()
    form.set('place', '中山路3号')
    await saving
    expect(form.shown('place')).toBe('中山路3号')
    await passed(800)
    expect(server.draft.fields['place']?.value).toBe('中山路3号')
  })

  it('keeps everything while the network is away and goes on when it is back', async () => {
    server.away = new Problem('offline', 0, { retryable: true })
    form.set('place', '中山路')
    await passed(400)
    expect(form.saving.value).toEqual({ state: 'unsaved', why: 'offline' })
    expect(new Unsent('a1', kept).fields('c1')).toEqual({ place: '中山路' })
    server.away = null
    form.retry()
    await passed(0)
    expect(form.saving.value.state).toBe('saved')
    expect(server.draft.fields['place']?.value).toBe('中山路')
  })

  it('says after four seconds that there is no answer', async () => {
    server.silent = { stores: false }
    form.set('place', '中山路')
    await passed(400 + 3999)
    expect(form.saving.value.state).toBe('saving')
    await passed(1)
    expect(form.saving.value).toEqual({ state: 'unsaved', why: 'late' })
    server.silent = null
    await passed(4000 + 1000)
    expect(form.saving.value.state).toBe('saved')
  })

  it('tries again by itself', async () => {
    server.away = new Problem('unavailable', 503, { retryable: true })
    form.set('place', '中山路')
    await passed(400)
    server.away = null
    await passed(1000)
    expect(form.isClean.value).toBe(true)
  })

  it('says that the session is over, and keeps the edit', async () => {
    server.away = new Problem('unauthorised', 401)
    form.set('place', '中山路')
    await passed(400)
    expect(form.saving.value).toEqual({ state: 'unsaved', why: 'expired' })
    expect(form.shown('place')).toBe('中山路')
  })

  it('saves the other fields when one is refused, and that one once it is changed', async () => {
    server.refuse = { place: { code: 'too_long' } }
    form.set('place', '长')
    form.set('summary', '路灯不亮')
    await passed(400)
    expect(form.faults.place?.code).toBe('too_long')
    expect(form.saving.value).toEqual({ state: 'unsaved', why: 'fault' })
    expect(server.draft.fields['summary']?.value).toBe('路灯不亮')
    expect(form.shown('place')).toBe('长')
    server.refuse = {}
    form.set('place', '中山路')
    await passed(400)
    expect(form.faults.place).toBeUndefined()
    expect(form.saving.value.state).toBe('saved')
  })

  it('sends again after a reload what had not arrived', async () => {
    server.away = new Problem('offline')
    form.set('place', '中山路')
    await passed(400)
    form.dispose()
    server.away = null
    form = createForm(server.draft, server, new Unsent('a1', kept))
    form.restore()
    expect(form.shown('place')).toBe('中山路')
    await passed(0)
    expect(server.draft.fields['place']?.value).toBe('中山路')
  })
})

describe('a second window', () => {
  it('merges: its fields are taken over, one’s own are laid over it', async () => {
    server.changeElsewhere({ summary: '路灯不亮' })
    form.set('place', '中山路')
    await passed(400)
    expect(server.asked).toEqual(['edit', 'read', 'edit'])
    expect(form.shown('summary')).toBe('路灯不亮')
    expect(server.draft.fields['place']?.value).toBe('中山路')
    expect(form.clashes.value).toEqual([])
  })

  it('is named when it changed the same field', async () => {
    server.changeElsewhere({ place: '北京路' })
    form.set('place', '中山路')
    await passed(400)
    expect(form.shown('place')).toBe('中山路')
    expect(form.clashes.value).toEqual([{ field: 'place', theirs: '北京路', ours: '中山路' }])
  })

  it('that concluded the contact leaves what could not be put in', async () => {
    form.set('place', '中山路')
    server.draft = { ...server.draft, state: 'submitted', revision: 9 }
    await passed(400)
    expect(form.isOpen.value).toBe(false)
    expect(form.leftOver.value).toEqual({ place: '中山路' })
    expect(kept.length).toBe(0)
  })
})

describe('suggestions', () => {
  beforeEach(() => {
    form.dispose()
    open({ place: entry('中山路'), district: entry('天河区', { filled: false }), description: entry('路灯不亮', { source: null }) })
  })

  it('are taken by one key each, and all but the growing description by one', () => {
    expect(form.take('district')).toBe(true)
    expect(form.shown('district')).toBe('天河区')
    expect(form.suggestions.value.district?.state).toBe('confirmed')
    expect(form.takeAll()).toBe(1)
    expect(form.edits).toEqual({ district: '天河区', place: '中山路' })
  })

  it('are lists as well as texts', async () => {
    form.dispose()
    const path = ['城乡建设', '城乡规划']
    open({ category: entry(path, { filled: false }), danger_words: entry(['漏气', '着火']) })
    expect(form.shown('category')).toBeNull()
    expect(form.takeAll()).toBe(2)
    expect(form.shown('category')).toEqual(path)
    expect(form.suggestions.value.category?.state).toBe('confirmed')
    form.set('danger_words', ['着火'])
    expect(form.suggestions.value.danger_words?.state).toBe('replaced')
    await passed(400)
    expect(server.draft.fields['category']?.value).toEqual(path)
    expect(server.draft.fields['danger_words']?.value).toEqual(['着火'])
    expect(form.isClean.value).toBe(true)
  })

  it('leave a street out that is not of the district which the agent chose', () => {
    form.dispose()
    open({ district: entry('天河区', { filled: false }), street: entry('棠下街道', { filled: false }) })
    form.set('district', '白云区')
    expect(form.takeAll()).toBe(0)
    expect(form.edits).toEqual({ district: '白云区' })
    expect(form.take('street')).toBe(true)
  })

  it('never overwrite an edit, and can be had back', async () => {
    form.set('place', '解放路')
    form.receive(draftOf({ place: entry('北京路') }, { revision: 2 }))
    expect(form.shown('place')).toBe('解放路')
    expect(form.suggestions.value.place?.state).toBe('replaced')
    form.take('place')
    expect(form.shown('place')).toBe('北京路')
  })

  it('do not change a field under the cursor', () => {
    form.hold('place')
    form.receive(draftOf({ place: entry('北京路') }, { revision: 2 }))
    expect(form.shown('place')).toBe('中山路')
    form.release('place')
    expect(form.shown('place')).toBe('北京路')
  })

})

describe('another district', () => {
  it('clears a street that is not of it', () => {
    form.set('district', '天河区')
    form.set('street', '棠下街道')
    form.set('district', '天河区')
    expect(form.shown('street')).toBe('棠下街道')
    form.set('district', '白云区')
    expect(form.shown('street')).toBeNull()
  })

  it('leaves a street alone that may be of it, and keeps it while there is no district', () => {
    form.set('street', '某街道')
    form.set('district', '天河区')
    expect(form.shown('street')).toBe('某街道')
    form.set('street', '棠下街道')
    form.set('district', null)
    expect(form.shown('street')).toBe('棠下街道')
    form.set('district', '某区')
    expect(form.shown('street')).toBeNull()
  })

  it('leaves a street that nobody has decided on to the words', () => {
    form.dispose()
    open({ street: entry('棠下街道') })
    form.set('district', '白云区')
    expect(form.edits).toEqual({ district: '白云区' })
    form.take('street')
    form.set('district', '天河区')
    form.set('district', '白云区')
    expect(form.shown('street')).toBeNull()
  })
})

describe('submitting', () => {
  it('sends every field as it is seen, once, however often it is pressed', async () => {
    form.set('kind', 'help')
    form.set('summary', '路灯不亮')
    const [one, other] = [form.submit(), form.submit()]
    await passed(0)
    expect(await one).toBe(true)
    expect(await other).toBe(false)
    expect(server.ticketIds).toHaveLength(1)
    expect(server.draft.fields['summary']?.value).toBe('路灯不亮')
    expect(form.isOpen.value).toBe(false)
    expect(form.leftOver.value).toBeNull()
    expect(kept.length).toBe(0)
  })

  it('goes out under the same id when the network is back', async () => {
    server.away = new Problem('offline')
    void form.submit()
    await passed(0)
    expect(form.concluding.value).toBe('waiting')
    server.away = null
    form.retry()
    await passed(0)
    expect(form.isOpen.value).toBe(false)
    expect(server.ticketIds).toHaveLength(1)
  })

  it('names the fields that are missing and stays open', async () => {
    server.away = new Problem('bad_input', 422, { fields: { kind: { code: 'required' } } })
    expect(await form.submit()).toBe(false)
    expect(form.faults.kind?.code).toBe('required')
    expect(form.concluding.value).toBe('idle')
    expect(form.isOpen.value).toBe(true)
  })

  it('shows a contact that was concluded elsewhere as concluded', async () => {
    server.draft = { ...server.draft, state: 'closed', revision: 5 }
    server.submit = async () => {
      throw new Problem('conflict', 409, { state: 'closed' })
    }
    expect(await form.submit()).toBe(false)
    expect(form.isOpen.value).toBe(false)
  })

  it('tells what was typed after the sending, and saves nothing beside it', async () => {
    form.set('place', '中山路')
    const slow = new Promise<void>((go) => setTimeout(go, 3000))
    const submit = server.submit.bind(server)
    server.submit = async (...sent) => {
      const ticket = await submit(...sent)
      await slow
      return ticket
    }
    const sent = form.submit()
    await passed(1000)
    form.set('place', '中山路3号')
    await passed(1000)
    expect(server.asked).toEqual(['submit'])
    await passed(1000)
    expect(await sent).toBe(true)
    expect(server.asked).toEqual(['submit', 'read'])
    expect(server.draft.fields['place']?.value).toBe('中山路')
    expect(form.leftOver.value).toEqual({ place: '中山路3号' })
    expect(form.clashes.value).toEqual([])
  })

  it('tells of an emptied field that the ticket still has', async () => {
    form.set('place', '中山路')
    const sent = form.submit()
    form.set('place', null)
    server.draft = { ...server.draft, state: 'submitted', revision: 9, fields: { place: byHand('中山路') } }
    await sent
    expect(form.leftOver.value).toEqual({ place: null })
  })

  it('waits for the save that is under way, and for nothing that it would send next', async () => {
    form.set('place', '中山路')
    const saving = form.save()
    form.set('place', '中山路3号')
    const sent = form.submit()
    await saving
    expect(await sent).toBe(true)
    expect(server.asked).toEqual(['edit', 'submit', 'read'])
    expect(server.draft.fields['place']?.value).toBe('中山路3号')
    expect(form.leftOver.value).toBeNull()
  })

  it.each([
    ['the server is away', new Problem('unavailable', 503, { retryable: true })],
    ['there is no answer', new Problem('timeout', 0, { retryable: true })],
  ])('goes out by itself, later each time, while %s', async (_, away) => {
    server.away = away
    form.set('place', '中山路')
    void form.submit()
    await passed(0)
    expect(form.concluding.value).toBe('waiting')
    await passed(1000 + 2000)
    expect(server.asked).toEqual(['submit', 'submit', 'submit'])
    server.away = null
    await passed(4000)
    expect(form.isOpen.value).toBe(false)
    expect(form.leftOver.value).toBeNull()
    expect(server.draft.fields['place']?.value).toBe('中山路')
  })

  it('goes out by itself when every field was saved before', async () => {
    server.away = new Problem('unavailable', 503, { retryable: true })
    void form.submit()
    await passed(0)
    expect(form.saving.value.state).toBe('saved')
    server.away = null
    await passed(1000)
    expect(form.isOpen.value).toBe(false)
  })

  it('uses one id however often it is tried', async () => {
    server.silent = { stores: false }
    const submit = vi.spyOn(server, 'submit')
    void form.submit()
    await passed(8000)
    server.silent = null
    await passed(1000)
    expect(form.isOpen.value).toBe(false)
    expect(submit).toHaveBeenCalledTimes(2)
    expect(new Set(submit.mock.calls.map(([, , id]) => id)).size).toBe(1)
  })

  it('does not go out between two key presses while it waits', async () => {
    server.away = new Problem('offline')
    void form.submit()
    await passed(0)
    server.away = null
    for (let press = 0; press < 5; press += 1) {
      form.set('place', '中山路'.slice(0, press))
      await passed(500)
    }
    expect(form.isOpen.value).toBe(true)
    await passed(2000)
    expect(form.isOpen.value).toBe(false)
    expect(form.leftOver.value).toBeNull()
  })

  it('calls nothing lost that a submit without an answer carried', async () => {
    form.set('place', '中山路')
    server.silent = { stores: true }
    void form.submit()
    await passed(8000)
    expect(form.concluding.value).toBe('waiting')
    form.receive(server.draft)
    expect(form.isOpen.value).toBe(false)
    expect(form.leftOver.value).toBeNull()
  })

  it('stays concluded when the socket is faster than the lost answer', async () => {
    form.set('place', '中山路')
    server.silent = { stores: true }
    const sent = form.submit()
    await passed(1000)
    form.receive(server.draft)
    expect(form.isOpen.value).toBe(false)
    await passed(20_000)
    expect(await sent).toBe(false)
    expect(form.concluding.value).toBe('idle')
    expect(form.leftOver.value).toBeNull()
    expect(server.asked).toEqual(['submit'])
  })

  it('is shown as done with what was sent when the draft cannot be read after it', async () => {
    form.set('place', '中山路')
    const read = vi.spyOn(server, 'read').mockRejectedValue(new Problem('offline'))
    await form.submit()
    expect(read).toHaveBeenCalled()
    expect(form.isOpen.value).toBe(false)
    expect(form.shown('place')).toBe('中山路')
    expect(form.leftOver.value).toBeNull()
  })

  it('goes on saving when the agent calls it off', async () => {
    server.away = new Problem('offline')
    form.set('place', '中山路')
    void form.submit()
    await passed(0)
    form.cancelWaiting()
    server.away = null
    await passed(1000)
    expect(form.isOpen.value).toBe(true)
    expect(server.asked).toEqual(['submit', 'edit'])
  })
})

describe('an end without a ticket', () => {
  it('saves first what was typed', async () => {
    form.set('place', '中山路')
    expect(await form.noTicket('test')).toBe(true)
    expect(server.asked).toEqual(['edit', 'no-ticket', 'read'])
    expect(form.isOpen.value).toBe(false)
    expect(form.leftOver.value).toBeNull()
  })

  it('tells what could not be saved before it', async () => {
    server.refuse = { place: { code: 'too_long' } }
    form.set('place', '长')
    await form.noTicket('test')
    expect(form.leftOver.value).toEqual({ place: '长' })
  })
})
