/** Errors the real parser finds in a second pass over names and loops. */
import { LineIndex } from '../text/lineIndex.ts';
import type { RawSyntaxError } from './state.ts';
import type { FunctionStatement, Statement } from './tree.ts';
import { isStatement } from './walk.ts';

interface Context {
  readonly inLoop: boolean;
  readonly inFunction: boolean;
}

/** @param statements Those of a module, or of some parts of it that bind no `global` names. */
export function symbolErrors(
  statements: readonly Statement[],
  text: string,
): readonly RawSyntaxError[] {
  let lines: LineIndex | undefined;
  const positionOf = (at: number) => (lines ??= new LineIndex(text)).compilerPosition(at);
  const errors: RawSyntaxError[] = [];
  const report = (message: string, at: number) => {
    const { line, column } = positionOf(at);
    errors.push({ kind: 'SyntaxError', message, line, column, span: { start: at, end: at + 1 } });
  };
  const warnAboutGlobal = (name: string, at: number) => {
    const { line, column } = positionOf(at);
    const message = `Name '${name}' is is assigned to before global declaration`;
    const span = { start: at, end: at + name.length };
    const warning = { kind: 'SyntaxWarning', message, line, column, span } as const;
    errors.push(warning, warning);
  };
  const visitFunction = (node: FunctionStatement) => {
    const seen = new Set<string>();
    for (const { name, at } of node.parameters) {
      // The compiler says so once for the parameter and once for its symbol.
      if (seen.has(name.text)) {
        const message = `Duplicated argument '${name.text}'in function definition`;
        report(message, at);
        report(message, at);
      }
      seen.add(name.text);
    }
    reportGeneratorReturns(node.body.statements);
    visit(node.body.statements, { inLoop: false, inFunction: true });
  };
  /** A function that yields returns no value; whichever comes second is at fault. */
  const reportGeneratorReturns = (statements: readonly Statement[]) => {
    let yields = false;
    let returns = false;
    for (const node of statements) {
      const isYield = node.kind === 'UnsupportedStatement' && node.astName === 'Yield';
      const isReturn = node.kind === 'Return' && node.value !== undefined;
      if ((isYield && returns) || (isReturn && yields)) {
        report('Return value in generator', node.at);
        report('Return value in generator', node.at);
      }
      yields ||= isYield;
      returns ||= isReturn;
    }
  };
  const visit = (statements: readonly Statement[], context: Context) => {
    const assigned = new Set<string>();
    for (const node of statements) {
      if (node.kind === 'Assign') {
        for (const target of node.targets) if (target.kind === 'Name') assigned.add(target.id);
      }
      if (node.kind === 'UnsupportedStatement' && node.astName === 'Global') {
        for (const name of node.children) {
          if (name.kind === 'Name' && assigned.has(name.id)) warnAboutGlobal(name.id, name.at);
        }
      }
      if (node.kind === 'Function') visitFunction(node);
      if (node.kind === 'ImportFrom' && context.inFunction) {
        for (const { name, at } of node.names) {
          if (name.text === '*') report('Import * only allowed at module level', at);
        }
      }
      if (node.kind !== 'UnsupportedStatement') continue;
      if (node.astName === 'Break' && !context.inLoop) report("'break' outside loop", node.at);
      if (node.astName === 'Continue' && !context.inLoop) {
        report("'continue' not properly in loop", node.at);
      }
      const inLoop = context.inLoop || node.astName === 'For' || node.astName === 'While';
      visit(node.children.filter(isStatement), { ...context, inLoop });
    }
  };
  visit(statements, { inLoop: false, inFunction: false });
  return errors;
}
