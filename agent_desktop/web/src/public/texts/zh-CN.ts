import month from './month.zh-CN'

export default {
  ...month,
  public: {
    title: '12345 热线公开',
    progress: '查询我的诉求',
    months: '运行月报',
    month: '{year} 年 {month} 月',
    published: '{day} 发布，第 {n} 版',
    document: '下载 Word 文档',
    answers: '常见诉求答复',
    words: '输入关键词，多个词用空格分开',
    category: '分类',
    every: '全部分类',
    seek: '查找',
    none: '没有找到。请换一个词，或拨打 12345。',
    help: '以上答复不含个人信息。您的事项请拨打 12345。',
  },
}
