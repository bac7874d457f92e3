export default {
  supervise: {
    title: 'Supervision',
  },
}
