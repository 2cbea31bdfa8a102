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
    'Pixie rejects the script. Messages and positions are those of its compiler. In a function that\nnobody calls they are warnings, because Pixie looks into a function only when it is called.',
    /^PXL[0-4]/,
  ],
  [
    'Code that compiles but is probably a mistake',
    'Only PxL for VS Code reports these; a setting changes their severity.',
    /^PXL6/,
  ],
  ['vis.json', 'Problems in a vis.json, or between it and its script.', /^PXL5/],
  ['The selected cluster', "What a script uses and the selected cluster doesn't have.", /^PXL7/],
];

const HEAD = `# Problems

Every problem that the editor, \`pxl check\` and the command line report has a code. \`pxl explain CODE\`
prints its section of this page.

## Settings

\`pxl.problems.severity\` sets the severity of warnings, by code or name:

\`\`\`json
{
  "pxl.problems.severity": {
    "PXL607": "off",
    "unusedImport": "information",
    "unusedDataFrame": "error"
  }
}
\`\`\`

The levels are \`error\`, \`warning\`, \`information\` and \`off\`. Compiler errors stay errors,
because the script can't run.

A comment at the end of a line hides the warnings of that line: \`# pxl: ignore[PXL607]\`, several codes
separated by commas, or \`# pxl: ignore\` for all of them.
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
