/** Every `bind:` names a method of its page or component. */
import ts from 'typescript'
import { used } from './files.mjs'
import { eventOf, tagsOf } from './wxml.mjs'

export function methodsOf(code) {
  const source = ts.createSourceFile('x.ts', code, ts.ScriptTarget.ES2020, true)
  const names = new Set()
  const collect = (object) => {
    for (const one of object.properties) {
      const name = one.name?.getText(source)
      if (name === 'methods' && ts.isPropertyAssignment(one) && ts.isObjectLiteralExpression(one.initializer)) collect(one.initializer)
      else if (ts.isMethodDeclaration(one) || ts.isPropertyAssignment(one)) names.add(name)
    }
  }
  const visit = (node) => {
    const called = ts.isCallExpression(node) && ['Page', 'Component'].includes(node.expression.getText(source))
    if (called && node.arguments[0] && ts.isObjectLiteralExpression(node.arguments[0])) collect(node.arguments[0])
    ts.forEachChild(node, visit)
  }
  visit(source)
  return names
}

export function handlerFaults(path, wxml, code) {
  const methods = methodsOf(code)
  return tagsOf(wxml).flatMap(({ tag, line, attributes }) =>
    attributes
      .filter(({ name, value }) => eventOf(name) !== null && !value.includes('{{') && !methods.has(value))
      .map(({ name, value }) => `${path}.wxml:${line}: <${tag}> ${name}="${value}" is no method`),
  )
}

export function faults() {
  const ours = used().filter(({ path }) => !path.startsWith('miniprogram_npm'))
  return ours.flatMap(({ path, wxml, code }) => handlerFaults(path, wxml, code))
}
