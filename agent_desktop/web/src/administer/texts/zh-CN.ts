export default {
  administer: {
    title: '系统管理',
  },
}
