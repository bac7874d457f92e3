/** Tones made here, not loaded: ringing, the beep before an automatic answer, a tone to test a speaker. */

type Sinkable = HTMLAudioElement & { setSinkId?: (id: string) => Promise<void> }

/** Whether this browser can play on a device of one's choice. */
export const canChooseOutput = 'setSinkId' in HTMLMediaElement.prototype

let shared: AudioContext | null = null

/** The page's audio graph; silent until the person has clicked or pressed a key once. */
export function graph(): AudioContext {
  shared ??= new AudioContext()
  return shared
}

/** Play on a device, on the usual one when that is gone. */
export async function playOn(element: HTMLAudioElement, device: string): Promise<void> {
  const sinkable = element as Sinkable
  try {
    await sinkable.setSinkId?.(device)
  } catch {
    await sinkable.setSinkId?.('').catch(() => {})
  }
}

/** A sound on its way to a device; `stop` ends it. */
export class Sounding {
  private readonly element = new Audio()
  private readonly source: AudioBufferSourceNode

  constructor(samples: AudioBuffer, device: string, loop: boolean) {
    const out = graph().createMediaStreamDestination()
    this.source = graph().createBufferSource()
    this.source.buffer = samples
    this.source.loop = loop
    this.source.connect(out)
    this.source.onended = () => this.stop()
    this.element.srcObject = out.stream
    void graph().resume()
    void playOn(this.element, device).then(() => this.element.play().catch(() => {}))
    this.source.start()
  }

  stop(): void {
    this.source.onended = null
    this.source.disconnect()
    this.element.pause()
    this.element.srcObject = null
  }
}

/** Seconds of tone and of the whole turn, at a frequency, faded at both ends. */
function tone(frequency: number, sounding: number, whole: number, loudness = 0.25): AudioBuffer {
  const rate = graph().sampleRate
  const buffer = graph().createBuffer(1, Math.round(rate * whole), rate)
  const samples = buffer.getChannelData(0)
  const last = Math.round(rate * sounding)
  for (let i = 0; i < last; i++) {
    const fade = Math.min(1, i / (rate * 0.02), (last - i) / (rate * 0.02))
    samples[i] = Math.sin((2 * Math.PI * frequency * i) / rate) * loudness * fade
  }
  return buffer
}

/** 450 Hz, 1 s on, 4 s off (GB/T 3380). */
export const ring = (device: string): Sounding => new Sounding(tone(450, 1, 5), device, true)
export const beep = (device: string): Sounding => new Sounding(tone(880, 0.15, 0.2), device, false)
export const testTone = (device: string): Sounding => new Sounding(tone(523, 1.2, 1.3), device, false)
