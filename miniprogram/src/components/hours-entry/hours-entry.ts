/** One service in my hours: how many minutes, where they come from, how they stand and why. */
import type { EntryLine } from '../../pages/hours/describing'

Component({
  properties: {
    line: { type: Object, value: {} as EntryLine },
    /** the one a notice spoke of */
    marked: { type: Boolean, value: false },
  },
})
