export default {
  playback: {
    title: 'Playback',
  },
}
