/** Problems explained, as Markdown. */
import { PROBLEM_DOCS } from './documentation.ts';
import type { ProblemDocumentation } from '#language';

const PAGE = 'https://github.com/pxl-tools/pxl-vscode/blob/main/docs/problems.md';

/** Where a code is explained. */
export const problemPage = (code: string): string => `${PAGE}#${code.toLowerCase()}`;

/** One code, by itself or by the name that settings use; undefined for what is none. */
export function problemText(codeOrName: string): string | undefined {
  const wanted = codeOrName.toLowerCase();
  const found = PROBLEM_DOCS.find(
    ({ code, name }) => code.toLowerCase() === wanted || name.toLowerCase() === wanted,
  );
  return found === undefined ? undefined : section(found);
}

const section = ({ code, name, severity, title, why, fix }: ProblemDocumentation): string =>
  [`### ${code}`, `**${title}** (\`${name}\`, ${severity})`, why, fix].join('\n\n');

const GROUPS: readonly (readonly [title: string, intro: string, codes: RegExp])[] = [
  [
    'Errors of the compiler',
    'Pixie refuses the script. Messages and positions are the words of its compiler.',
    /^PXL[0-4]/,
  ],
  [
    'What the compiler accepts and the author hardly means',
    'Found by the extension alone; a setting makes them louder or quieter.',
    /^PXL6/,
  ],
  ['vis.json', 'Between a script and the vis.json beside it.', /^PXL5/],
  ['The selected cluster', 'What a script needs and the cluster does not have.', /^PXL7/],
];

const HEAD = `# Problems

Every problem that the editor, \`pxl check\` and the command line tell has a code. \`pxl explain CODE\`
prints what stands here.

## Settings

\`pxl.problems.severity\` says how loud findings are, by code or name:

\`\`\`json
{
  "pxl.problems.severity": {
    "PXL607": "off",
    "unusedImport": "information",
    "unusedDataFrame": "error"
  }
}
\`\`\`

The levels are \`error\`, \`warning\`, \`information\` and \`off\`. What the compiler refuses stays an error,
since the script would not run.

A comment at the end of a line leaves out the findings of that line: \`# pxl: ignore[PXL607]\`, several
with commas between them, or \`# pxl: ignore\` for all of them.
`;

/** The page of all problems. */
export function problemsPage(): string {
  const groups = GROUPS.map(([title, intro, codes]) => {
    const own = PROBLEM_DOCS.filter(({ code }) => codes.test(code));
    const sorted = [...own].sort((a, b) => (a.code < b.code ? -1 : 1));
    return [`## ${title}`, intro, ...sorted.map(section)].join('\n\n');
  });
  return `${[HEAD.trimEnd(), ...groups].join('\n\n')}\n`;
}
