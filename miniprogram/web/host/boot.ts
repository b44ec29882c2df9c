/** First of all scripts: globals that the mini-program's code expects. */
import { wx } from '../shim/wx'
import { listen } from './backend'
import { defineBuiltins } from './builtins'
import { pages } from './stack'
import { installGlobals } from './registry'

Object.assign(window, { wx, getCurrentPages: pages })
installGlobals()
defineBuiltins()
listen()
