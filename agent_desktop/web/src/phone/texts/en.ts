export default {
  phone: {
    title: 'Phone',
  },
}
