/** One clock for every timer on a page: ticks once a second. */
import { ref } from 'vue'

export const now = ref(Date.now())
setInterval(() => (now.value = Date.now()), 1000)
