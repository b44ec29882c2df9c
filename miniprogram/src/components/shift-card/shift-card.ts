/** A shift in a list: when, what, where, how many places, and what it is to me. */
import type { ShiftLine } from '../../utils/shift-words'

Component({
  properties: {
    line: { type: Object, value: {} as ShiftLine },
  },
})
