export default {
  phone: {
    title: '电话',
  },
}
