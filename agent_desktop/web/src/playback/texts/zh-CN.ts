export default {
  playback: {
    title: '录音回放',
  },
}
