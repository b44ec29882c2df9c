/** First of all scripts: globals that the mini-program's code expects. */
import { wx } from '../shim/wx'
import { listen } from './backend'
import { defineBuiltins } from './builtins'
import { installQuery } from './query'
import { installGlobals } from './registry'
import { pages } from './stack'

Object.assign(window, { wx, getCurrentPages: pages })
installGlobals()
installQuery()
defineBuiltins()
listen()
