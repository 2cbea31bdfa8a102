/**
 * The one fixture language of the tests.
 *
 *   #- /name.pxl          starts a file (without one, the text is `/main.pxl`)
 *   $0                    the cursor; twice: a selection
 *   #   ^^^^ text         what is expected below the marked part of the line above
 *
 * Expectation lines and cursors are taken out of the text.
 */

export interface FixturePlace {
  readonly path: string;
  readonly offset: number;
}

/** Zero-based line and UTF-16 columns of a marked part, with what is said of it. */
export interface Expectation {
  readonly path: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Fixture {
  readonly files: ReadonlyMap<string, string>;
  readonly cursors: readonly FixturePlace[];
  readonly expectations: readonly Expectation[];
}

const FILE = /^#- (\/\S+)$/;
const EXPECTATION = /^(#\s*)(\^+) (.+)$/;

export function parseFixture(source: string): Fixture {
  const files = new Map<string, string[]>();
  const cursors: FixturePlace[] = [];
  const expectations: Expectation[] = [];
  let path = '/main.pxl';
  let length = 0;
  const file = () => {
    const known = files.get(path);
    if (known !== undefined) return known;
    length = 0;
    const made: string[] = [];
    files.set(path, made);
    return made;
  };
  for (const raw of source.split('\n')) {
    const [, name] = FILE.exec(raw) ?? [];
    if (name !== undefined) {
      path = name;
      file();
      continue;
    }
    const [, indent, carets, text] = EXPECTATION.exec(raw) ?? [];
    if (indent !== undefined && carets !== undefined && text !== undefined) {
      const start = indent.length;
      const line = file().length - 1;
      expectations.push({ path, line, start, end: start + carets.length, text });
      continue;
    }
    const lines = file();
    let line = raw;
    for (let at = line.indexOf('$0'); at >= 0; at = line.indexOf('$0')) {
      cursors.push({ path, offset: length + at });
      line = line.slice(0, at) + line.slice(at + 2);
    }
    lines.push(line);
    length += line.length + 1;
  }
  return {
    files: new Map([...files].map(([name, lines]) => [name, lines.join('\n')])),
    cursors,
    expectations,
  };
}
