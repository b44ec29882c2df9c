/** One day of the fortnight: which day, its hours or why none. */
Component({
  properties: {
    day: { type: String, value: '' },
    hours: { type: String, value: '' },
    /** open, closed or unknown */
    state: { type: String, value: 'open' },
    today: { type: Boolean, value: false },
  },
})
