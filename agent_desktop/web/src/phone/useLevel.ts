/** How loud a stream is, 0 to 1, a few times a second. */
import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { graph } from './sounds'

const every = 100
/** dB below full scale that the meter shows as nothing. */
const floor = -60

/** From -60 dB (0) to full scale (1). */
export function shown(loudness: number): number {
  if (loudness <= 0) return 0
  return Math.min(1, Math.max(0, 1 - (20 * Math.log10(loudness)) / floor))
}

/** Follow a stream for as long as the calling component lives. */
export function useLevel(stream: Readonly<Ref<MediaStream | null>>): Readonly<Ref<number>> {
  const level = ref(0)
  let source: MediaStreamAudioSourceNode | null = null
  let timer: ReturnType<typeof setInterval> | undefined

  function leave(): void {
    clearInterval(timer)
    source?.disconnect()
    source = null
    level.value = 0
  }

  watch(
    stream,
    (now) => {
      leave()
      if (!now || now.getAudioTracks().length === 0) return
      const analyser = graph().createAnalyser()
      analyser.fftSize = 1024
      const samples = new Float32Array(analyser.fftSize)
      source = graph().createMediaStreamSource(now)
      source.connect(analyser)
      void graph().resume()
      timer = setInterval(() => {
        analyser.getFloatTimeDomainData(samples)
        level.value = shown(Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length))
      }, every)
    },
    { immediate: true },
  )
  onScopeDispose(leave)
  return level
}
