/** One day of the fortnight: which day, its hours or why none. */
Component({
  properties: {
    day: { type: String, value: '' },
    /** spans or one sentence; each stays on one line */
    hours: { type: Array, value: [] as string[] },
    /** open, closed or unknown */
    state: { type: String, value: 'open' },
    today: { type: Boolean, value: false },
  },
})
