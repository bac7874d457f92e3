export default {
  administer: {
    title: 'Administration',
  },
}
