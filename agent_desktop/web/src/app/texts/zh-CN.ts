export default {
  app: {
    title: '热线工作台',
  },
}
