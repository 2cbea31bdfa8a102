/** A syntax tree as text: every operator in brackets. For scripts the compiler accepts. */
import type { Expression, Module, Statement } from '../../language/src/syntax/tree.ts';

/** @throws for nodes the compiler refuses. */
export const printTree = ({ statements }: Module): string => lines(statements, '');

const lines = (statements: readonly Statement[], indent: string): string =>
  statements.map((one) => `${indent}${printStatement(one, indent)}\n`).join('');

function printStatement(node: Statement, indent: string): string {
  switch (node.kind) {
    case 'ExpressionStatement':
      return printExpression(node.value);
    case 'Assign':
      return [...node.targets, node.value].map(printExpression).join(' = ');
    case 'Return':
      return node.value === undefined ? 'return' : `return ${printExpression(node.value)}`;
    case 'Import':
      return `import ${names(node.names)}`;
    case 'ImportFrom':
      return `from ${'.'.repeat(node.level)}${node.module?.text ?? ''} import ${names(node.names)}`;
    case 'Function': {
      const parameters = node.parameters.map(({ name, annotation }) =>
        annotation === undefined ? name.text : `${name.text}: ${printExpression(annotation)}`,
      );
      const decorators = node.decorators.map(
        ({ expression }) => `@${printExpression(expression)}\n${indent}`,
      );
      const header = `def ${node.name.text}(${parameters.join(', ')}):`;
      return `${decorators.join('')}${header}\n${lines(node.body.statements, `${indent}  `)}`;
    }
    case 'UnsupportedStatement':
    case 'BrokenStatement':
      throw new Error(`no text for ${node.kind}`);
  }
}

type Names = (Statement & { readonly kind: 'Import' })['names'];
const names = (imported: Names): string =>
  imported
    .map(({ name, alias }) => (alias === undefined ? name.text : `${name.text} as ${alias.text}`))
    .join(', ');

const list = (nodes: readonly Expression[]): string => nodes.map(printExpression).join(', ');

function printExpression(node: Expression): string {
  switch (node.kind) {
    case 'Name':
      return node.id;
    case 'Integer':
      return String(node.value);
    case 'Float':
      return Number.isFinite(node.value) ? node.value.toExponential() : '1e999';
    case 'String':
      return printString(node.value);
    case 'Attribute':
      return `(${printExpression(node.value)}).${node.name?.text ?? ''}`;
    case 'Call': {
      const keywords = node.keywords.map(
        ({ name, value }) => `${name.text}=${printExpression(value)}`,
      );
      const args = [...node.args.map(printExpression), ...keywords];
      return `(${printExpression(node.callee)})(${args.join(', ')})`;
    }
    case 'Subscript':
      if (node.index.kind === 'Slice') break;
      return `(${printExpression(node.value)})[${printExpression(node.index.value)}]`;
    case 'List':
      return `[${list(node.elements)}]`;
    case 'Tuple':
      return `(${list(node.elements)}${node.elements.length === 1 ? ',' : ''})`;
    case 'Dict': {
      const entries = node.entries.map(
        ({ key, value }) => `${printExpression(key)}: ${printExpression(value)}`,
      );
      return `{${entries.join(', ')}}`;
    }
    case 'Binary':
      return `(${printExpression(node.left)} ${node.operator} ${printExpression(node.right)})`;
    case 'Boolean':
      return `(${node.operands.map(printExpression).join(` ${node.operator} `)})`;
    case 'Compare': {
      const rest = node.comparators.map(
        (one, index) => `${node.operators[index] ?? ''} ${printExpression(one)}`,
      );
      return `(${printExpression(node.left)} ${rest.join(' ')})`;
    }
    case 'Unary':
      return `(${node.operator} ${printExpression(node.operand)})`;
    case 'UnsupportedExpression':
    case 'Missing':
      break;
  }
  throw new Error(`no text for ${node.kind}`);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};
const printString = (value: string): string =>
  `'${value.replace(/[\\'\n\r\t\uDC80-\uDCFF]/g, (one) => {
    const byte = (one.charCodeAt(0) & 0xff).toString(16);
    return ESCAPES[one] ?? `\\x${byte}`;
  })}'`;
