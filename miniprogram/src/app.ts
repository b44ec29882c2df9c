/** The mini-program: old packages are replaced as soon as a new one is there. */
App({
  onLaunch() {
    const updates = wx.getUpdateManager()
    updates.onUpdateReady(() => updates.applyUpdate())
  },
})
