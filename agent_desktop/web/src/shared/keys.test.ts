import { describe, expect, it } from 'vitest'
import { nameOf } from './keys'

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
