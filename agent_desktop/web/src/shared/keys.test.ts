import { describe, expect, it } from 'vitest'
import { chosen, nameOf, type Key } from './keys'

const plain = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, code: '' }

describe('names of keys', () => {
  it.each([
    [{ key: 'F2' }, 'F2'],
    [{ key: 'j', code: 'KeyJ' }, 'j'],
    [{ key: '?', code: 'Slash', shiftKey: true }, '?'],
    [{ key: '¡', code: 'Digit1', altKey: true }, 'Alt+1'],
    [{ key: 'Enter', ctrlKey: true }, 'Ctrl+Enter'],
    [{ key: 'Enter', metaKey: true }, 'Ctrl+Enter'],
    [{ key: 'S', code: 'KeyS', ctrlKey: true, shiftKey: true }, 'Ctrl+Shift+s'],
    [{ key: ' ', code: 'Space' }, 'Space'],
    [{ key: 'Tab', shiftKey: true }, 'Shift+Tab'],
  ])('%o is %s', (event, name) => {
    expect(nameOf({ ...plain, ...event })).toBe(name)
  })
})

describe('which key acts', () => {
  const page: Key = { key: 'Ctrl+Enter', label: 'submit', act: () => undefined }
  let open = false
  const own: Key = { key: 'Ctrl+Enter', label: 'link', act: () => undefined, when: () => open, dialog: () => open }
  const keys = [page, own]

  it('is the page\'s while no dialog is open', () => {
    open = false
    expect(chosen('Ctrl+Enter', keys, false)).toBe(page)
  })

  it('is the dialog\'s own while it is open, and the page\'s never', () => {
    open = true
    expect(chosen('Ctrl+Enter', keys, true)).toBe(own)
    expect(chosen('Ctrl+Enter', [page], true)).toBeUndefined()
    open = false
    expect(chosen('Ctrl+Enter', keys, true)).toBeUndefined()
  })

  it('is the one registered last of several that are available', () => {
    const nearer: Key = { key: 'j', label: 'nearer', act: () => undefined, when: () => open }
    const farther: Key = { key: 'j', label: 'farther', act: () => undefined }
    open = false
    expect(chosen('j', [farther, nearer], false)).toBe(farther)
    open = true
    expect(chosen('j', [farther, nearer], false)).toBe(nearer)
  })
})
