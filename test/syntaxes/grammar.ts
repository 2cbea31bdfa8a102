/** Colours texts with the grammars as VS Code does. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import oniguruma from 'vscode-oniguruma';
import textmate, { type IGrammar } from 'vscode-textmate';

const ROOT = join(import.meta.dirname, '..', '..');
const FILES: Readonly<Record<string, string>> = {
  'source.pxl': 'syntaxes/pxl.tmLanguage.json',
  'source.bpftrace.pxl': 'syntaxes/bpftrace.tmLanguage.json',
};

export async function loadGrammar(): Promise<IGrammar> {
  const wasm = createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm');
  await oniguruma.loadWASM(readFileSync(wasm));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (sources) => new oniguruma.OnigScanner(sources),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: (scope) => {
      const file = FILES[scope];
      if (file === undefined) return Promise.resolve(null);
      const text = readFileSync(join(ROOT, file), 'utf8');
      return Promise.resolve(textmate.parseRawGrammar(text, file));
    },
  });
  const grammar = await registry.loadGrammar('source.pxl');
  if (grammar === null) throw new Error('the grammar does not load');
  return grammar;
}

export interface ScopedToken {
  readonly line: number;
  readonly text: string;
  /** Innermost last, without the grammar's own. */
  readonly scopes: readonly string[];
}

/** Every token that is not only blank space. */
export function tokenize(grammar: IGrammar, text: string): readonly ScopedToken[] {
  const tokens: ScopedToken[] = [];
  let state = textmate.INITIAL;
  text.split('\n').forEach((content, index) => {
    const result = grammar.tokenizeLine(content, state);
    state = result.ruleStack;
    for (const { startIndex, endIndex, scopes } of result.tokens) {
      const word = content.slice(startIndex, endIndex);
      if (word.trim() === '') continue;
      tokens.push({ line: index + 1, text: word.trim(), scopes: scopes.slice(1) });
    }
  });
  return tokens;
}
