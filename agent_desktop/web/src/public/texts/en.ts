import month from './month.en'

export default {
  ...month,
  public: {
    title: '12345 in public',
    progress: 'My own matter',
    months: 'Months',
    month: '{month}/{year}',
    published: 'published {day}, revision {n}',
    document: 'Download (Word)',
    answers: 'Answers',
    words: 'Words, with spaces between them',
    category: 'Class',
    every: 'Every class',
    seek: 'Find',
    none: 'Nothing found. Try another word, or dial 12345.',
    help: 'Nobody is named in these answers. For your own matter dial 12345.',
  },
}
