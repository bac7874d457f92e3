export default {
  app: {
    title: 'Hotline',
  },
}
