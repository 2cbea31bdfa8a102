/** Statements that are written again and again, with places to fill in. */
import { importEdit } from './completeImports.ts';
import { completion, snippetText, type Completion, type CompletionContext } from './completion.ts';

interface Snippet {
  readonly label: string;
  readonly detail: string;
  readonly filter: string;
  /** `df` and `px` are the script's own names. */
  readonly body: (names: { readonly df: string; readonly px: string }) => readonly string[];
  /** Needs a DataFrame. */
  readonly onFrame: boolean;
}

const SNIPPETS: readonly Snippet[] = [
  {
    label: 'px.DataFrame …',
    detail: 'read a table',
    filter: 'px.DataFrame',
    onFrame: false,
    body: ({ px }) => [
      `\${1:df} = ${px}.DataFrame('\${2:http_events}', start_time='\${3:-5m}')`,
      '$0',
    ],
  },
  {
    label: 'pipeline',
    detail: 'read, group, show',
    filter: 'pipeline',
    onFrame: false,
    body: ({ px }) => [
      `\${1:df} = ${px}.DataFrame('\${2:http_events}', start_time='\${3:-5m}')`,
      "$1.\${4:service} = $1.ctx['\${5:service}']",
      `$1 = $1.groupby('$4').agg(\${6:count}=('\${7:latency}', ${px}.\${8:count}))`,
      `${px}.display($1, '\${9:output}')`,
      '$0',
    ],
  },
  {
    label: 'def … return',
    detail: 'function of a view',
    filter: 'def',
    onFrame: false,
    body: ({ px }) => [
      'def ${1:view}(start_time: str, ${2:service}: ${3:px.Service}):'.replaceAll('px.', `${px}.`),
      `    df = ${px}.DataFrame('\${4:http_events}', start_time=start_time)`,
      '    $0',
      '    return df',
    ],
  },
  {
    label: 'groupby.agg',
    detail: 'group and aggregate',
    filter: 'groupby',
    onFrame: true,
    body: ({ df, px }) => [
      `${df} = ${df}.groupby(['\${1:service}']).agg(`,
      `    \${2:count}=('\${3:latency}', ${px}.\${4:count}),`,
      ')',
      '$0',
    ],
  },
  {
    label: 'merge',
    detail: 'join two DataFrames',
    filter: 'merge',
    onFrame: true,
    body: ({ df }) => [
      `${df} = ${df}.merge(`,
      '    ${1:other},',
      "    how='${2|inner,left,right,outer|}',",
      "    left_on=['${3:upid}'],",
      "    right_on=['${4:upid}'],",
      "    suffixes=['', '${5:_other}'],",
      ')',
      '$0',
    ],
  },
  {
    label: 'filter',
    detail: 'keep some rows',
    filter: 'filter',
    onFrame: true,
    body: ({ df }) => [`${df} = ${df}[${df}.\${1:resp_status} \${2:>=} \${3:400}]`, '$0'],
  },
  {
    label: 'display',
    detail: 'show a table',
    filter: 'display',
    onFrame: true,
    body: ({ df, px }) => [`${px}.display(${df}, '\${1:output}')`, '$0'],
  },
];

export function snippetCompletions(context: CompletionContext): readonly Completion[] {
  if (!context.options.snippets) return [];
  const { analysis } = context;
  const frame = context.names.find(({ value }) => value.kind === 'dataFrame');
  const px = context.moduleName('px');
  const names = { df: snippetText(frame?.name ?? 'df'), px: px ?? 'px' };
  return SNIPPETS.filter(({ onFrame }) => !onFrame || frame !== undefined).map(
    ({ label, detail, filter, body }, index) => {
      const insert = body(names).join('\n');
      const edits = px === undefined && insert.includes('px.') ? importEdit(analysis, 'px') : [];
      const shown = insert.replace(
        /\$\{\d+[:|]([^}|]*)[^}]*\}/g,
        (_, text: string) => text.split(',')[0] ?? '',
      );
      return completion(context, label, 'snippet', {
        detail,
        filter,
        insert,
        isSnippet: true,
        edits,
        rank: 7 + index / 100,
        documentation: { kind: 'code', text: shown.replace(/\n?\$0/g, '') },
      });
    },
  );
}
