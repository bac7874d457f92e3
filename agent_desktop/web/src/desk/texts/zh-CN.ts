export default {
  desk: {
    title: '坐席桌面',
  },
}
