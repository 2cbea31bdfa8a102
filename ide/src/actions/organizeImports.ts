/** Imports once, one a line, `px` first, without those nothing uses. */
import type { ImportedName, Statement } from '#language';
import { difference, lineSpan, replace } from '../edits/textEdit.ts';
import type { ActionContext, CodeAction } from './action.ts';

type Import = Statement & { readonly kind: 'Import' | 'ImportFrom' };
const isImport = (node: Statement): node is Import =>
  node.kind === 'Import' || node.kind === 'ImportFrom';

const nameText = ({ name, alias }: ImportedName): string =>
  alias === undefined ? name.text : `${name.text} as ${alias.text}`;

export function organizeImports({ analysis }: ActionContext): readonly CodeAction[] {
  const { text, tree } = analysis;
  const first = tree.statements.findIndex(isImport);
  if (first < 0) return [];
  const after = tree.statements.findIndex((node, index) => index > first && !isImport(node));
  const block = tree.statements.slice(first, after < 0 ? undefined : after).filter(isImport);
  const [start, end] = [block[0], block.at(-1)];
  if (start === undefined || end === undefined) return [];
  const place = { start: lineSpan(text, start.span).start, end: lineSpan(text, end.span).end };
  const written = text.slice(place.start, place.end);
  // Comments and other statements between imports have their place.
  const isPlain = written
    .split('\n')
    .every((line) => line.trim() === '' || /^(import|from)\b[^;#]*$/.test(line));
  if (!isPlain) return [];
  const unused = analysis.problems.filter(({ code }) => code === 'PXL601');
  const isUsed = ({ name, alias }: ImportedName) =>
    !unused.some(({ span }) => span.start === (alias ?? name).span.start);
  const lines = new Set(block.flatMap((node) => importLines(node, isUsed)));
  const rank = (line: string) =>
    line.startsWith('import px\n') || line === 'import px' ? 0 : line.startsWith('import ') ? 1 : 2;
  const ordered = [...lines].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const trailing = written.endsWith('\n') && ordered.length > 0 ? '\n' : '';
  const newText = ordered.join('\n') + trailing;
  if (difference(written, newText) === undefined) return [];
  return [
    { title: 'Organize imports', kind: 'source.organizeImports', edits: [replace(place, newText)] },
  ];
}

function importLines(node: Import, isUsed: (name: ImportedName) => boolean): readonly string[] {
  const names = node.names.filter(isUsed);
  if (node.kind === 'Import') return names.map((name) => `import ${nameText(name)}`);
  if (names.length === 0) return [];
  const module = '.'.repeat(node.level) + (node.module?.text ?? '');
  return [`from ${module} import ${names.map(nameText).join(', ')}`];
}
