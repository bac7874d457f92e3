export default {
  citizen: {
    title: '市民来电',
  },
}
