/** One station in the order a rider needs it: open on arrival, what works, how far, who said so. */
import { words } from '../../texts/zh-CN'
import type { CardWords } from '../../utils/words'

Component({
  properties: {
    card: { type: Object, value: {} as CardWords },
    /** without network the address is what one finds the way by */
    offline: { type: Boolean, value: false },
  },
  data: { t: words },
})
