/** Dialogs that hold what somebody typed: they do not close over it, nor while it is being sent. */
import { useI18n } from 'vue-i18n'

export interface Guard {
  /** For `before-close` of a dialog: Escape, and the cross in its corner. */
  beforeClose: (done: () => void) => void
  /** Escape that ends the composition of a character closes nothing. */
  onEscape: (event: Event) => void
}

export function useTyped(isTyped: () => boolean, isBusy: () => boolean): Guard {
  const { t } = useI18n()
  return {
    beforeClose: (done) => {
      if (isBusy() || (isTyped() && !window.confirm(t('state.typed')))) return
      done()
    },
    onEscape: (event) => {
      if ((event as KeyboardEvent).isComposing) event.stopPropagation()
    },
  }
}
