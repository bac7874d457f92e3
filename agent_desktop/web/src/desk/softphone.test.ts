import { afterEach, beforeEach, expect, it } from 'vitest'
import { effectScope, ref, type EffectScope } from 'vue'
import { phoneChannelName, type FromDesk, type FromPhone } from '../shared/phone-channel'
import { useSoftphone, type Softphone } from './softphone'

const agent = ref<string | null>('1001')
const phone: FromPhone = { from: 'phone', agent: '1001', window: 'w1', registered: true, state: 'talking', muted: false, quality: 'good', since: null }
let scope: EffectScope
let softphone: Softphone
let window: BroadcastChannel
let asked: FromDesk[]

/** A message goes round the browser before the next turn of a probe does. */
async function said(message: FromPhone): Promise<void> {
  window.postMessage(message)
  const probe = new BroadcastChannel(phoneChannelName)
  const heard = new Promise((done) => (probe.onmessage = done))
  window.postMessage({ ...message, from: 'probe' })
  await heard
  probe.close()
}

beforeEach(() => {
  agent.value = '1001'
  asked = []
  scope = effectScope()
  softphone = scope.run(() => useSoftphone(() => agent.value)) as Softphone
  window = new BroadcastChannel(phoneChannelName)
  window.onmessage = (event: MessageEvent<FromDesk>) => asked.push(event.data)
})
afterEach(() => {
  scope.stop()
  window.close()
})

it('shows the phone of the agent whose desktop it is', async () => {
  await said(phone)
  expect(softphone.isRegistered.value).toBe(true)
  expect(softphone.state.value).toBe('talking')
})

it('takes no other agent’s phone for its own', async () => {
  await said({ ...phone, agent: '1002' })
  expect(softphone.isOpen.value).toBe(false)
  expect(softphone.state.value).toBe('idle')
})

it('forgets the phone of whoever was here before', async () => {
  await said(phone)
  agent.value = '1002'
  expect(softphone.isRegistered.value).toBe(false)
})

it('names its agent in everything it asks for, and asks nothing without one', async () => {
  softphone.act('answer')
  agent.value = null
  softphone.act('hang_up')
  agent.value = '1002'
  softphone.act('hold')
  await expect.poll(() => asked.length).toBe(2)
  expect(asked).toEqual([
    { from: 'desk', agent: '1001', act: 'answer' },
    { from: 'desk', agent: '1002', act: 'hold' },
  ])
})
