export default {
  desk: {
    title: 'Desktop',
  },
}
