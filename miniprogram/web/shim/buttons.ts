/** `<button open-type>`: abilities that WeChat gives to a tap on its own button only. */
import { ask } from '../host/frame'
import { agreeTapped } from './privacy'

type Emit = (name: string, detail: object) => void

export function openType(host: HTMLElement, emit: Emit, type: () => string): void {
  let pressed = false // the click that follows a tap may fall on a button that was not there yet
  host.addEventListener('pointerdown', () => (pressed = true))
  host.addEventListener('click', ({ detail }) => {
    if ((detail > 0 && !pressed) || host.getAttribute('aria-disabled') === 'true') return
    if (type() === 'agreePrivacyAuthorization') {
      agreeTapped()
      emit('agreeprivacyauthorization', { errMsg: 'agreePrivacyAuthorization:ok' })
    }
    if (type() === 'getPhoneNumber') void phone(emit)
  })
}

async function phone(emit: Emit): Promise<void> {
  const yes = await ask({ title: '申请使用手机号', content: '微信绑定的 138****0000', yes: '允许', no: '不允许' })
  const code = `phone.${Math.random().toString(36).slice(2)}`
  emit('getphonenumber', yes ? { code, errMsg: 'getPhoneNumber:ok' } : { errMsg: 'getPhoneNumber:fail user deny' })
}
