/** 我管的班次. */
import { words } from '../../../../texts/pages'

Page({ data: { t: words } })
