import { expect, it } from 'vitest'
import { reachable } from './sdp'

const hidden = ['v=0', 'c=IN IP4 0.0.0.0', 'a=rtcp:9 IN IP4 0.0.0.0', 'a=candidate:3000 1 udp 2113937151 208e0daa-0627.local 44992 typ host generation 0', 'a=sendrecv', ''].join('\r\n')

it('gives addresses in place of names that only this machine knows', () => {
  expect(reachable(hidden).split('\r\n')).toEqual([
    'v=0', 'c=IN IP4 127.0.0.1', 'a=rtcp:9 IN IP4 0.0.0.0', 'a=candidate:3000 1 udp 2113937151 127.0.0.1 44992 typ host generation 0', 'a=sendrecv', '',
  ])
})

it('leaves a description with addresses as it is', () => {
  const open = hidden.replace('208e0daa-0627.local', '192.0.2.7')
  expect(reachable(open)).toBe(open)
})
