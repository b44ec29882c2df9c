/** The mini-program: old packages are replaced as soon as a new one is there; what waits for the network goes by itself. */
import { config } from './services/config'
import { hidden, listen, shown, wake } from './services/waiting'
import { onPerson } from './services/who'

/** After the first screen has what it needs. */
const CONFIG_AFTER_MS = 1_500

App({
  onLaunch() {
    const updates = wx.getUpdateManager()
    updates.onUpdateReady(() => updates.applyUpdate())
    listen()
    onPerson(() => void wake()) // what waited for its person
    setTimeout(() => void config().catch(() => undefined), CONFIG_AFTER_MS)
  },

  onShow() {
    shown()
  },

  onHide() {
    hidden()
  },
})
