/** Words for codes; a code without words is shown as it is. */
import { useI18n } from 'vue-i18n'

export function useLabels() {
  const { t, te } = useI18n()
  const of = (group: string, code: string | null | undefined): string => {
    if (!code) return ''
    const key = `desk.${group}.${code}`
    return te(key) ? t(key) : code
  }
  return {
    of,
    queue: (code: string | null | undefined) => of('queue.name', code),
    language: (code: string | null | undefined) => of('language', code),
    reason: (code: string) => of('reason', code),
    path: (codes: readonly string[]) =>
      codes.map((code) => (code.startsWith('key_') ? t('desk.path.key', { key: code.slice(4) }) : of('path', code))).join(' › '),
    percent: (share: number) => Math.round(share * 100),
  }
}
