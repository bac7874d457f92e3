export default {
  supervise: {
    title: '运行监督',
  },
}
