/** Quick fixes: what is written, what is chosen, what it becomes. */
import { describe, expect, test } from 'vitest';
import { actionsOf, checkAction, checkLine } from './checkAction.ts';

type Row = readonly [before: string, title: string, after: string];

describe('did you mean', () => {
  test.each<Row>([
    ['df = dff.head(5)', "Change to 'df'", 'df = df.head(5)'],
    ['df.x = abs(df.latency)', "Change to 'px.abs'", 'df.x = px.abs(df.latency)'],
    ['df.x = len(df.req_path)', "Change to 'px.length'", 'df.x = px.length(df.req_path)'],
    ['df.x = true', "Change to 'True'", 'df.x = True'],
    [
      "df.y = px.containz(df.req_path, 'a')",
      "Change to 'contains'",
      "df.y = px.contains(df.req_path, 'a')",
    ],
    ['px.displayy(df)', "Change to 'display'", 'px.display(df)'],
    [
      "df = df.agg(x=('latency', px.summ))",
      "Change to 'sum'",
      "df = df.agg(x=('latency', px.sum))",
    ],
    ['def f(a: px.Pods):\n    return df', "Change to 'Pod'", 'def f(a: px.Pod):\n    return df'],
    ["df = df.dropp('upid')", "Change to 'drop'", "df = df.drop('upid')"],
    ['df = df.limit(5)', "Change to 'head'", 'df = df.head(5)'],
    ["df = df.drop(colums='upid')", "Change to 'columns'", "df = df.drop(columns='upid')"],
    ["px.display(df, nme='a')", "Change to 'name'", "px.display(df, name='a')"],
    ["px.display(df, nme='a')", "Remove the argument 'nme'", 'px.display(df)'],
    ['df.x = px.abs(arg=df.latency)', "Pass 'arg' by position", 'df.x = px.abs(df.latency)'],
    ['df.slow = df.latencyy > 1', "Change to 'latency'", 'df.slow = df.latency > 1'],
    ["df.slow = df['latencyy'] > 1", "Change to 'latency'", "df.slow = df['latency'] > 1"],
    ["df = df[['latencyy']]", "Change to 'latency'", "df = df[['latency']]"],
    [
      "df = df.groupby('latencyy').agg(x=('latency', px.sum))",
      "Change to 'latency'",
      "df = df.groupby('latency').agg(x=('latency', px.sum))",
    ],
    [
      "df = df.groupby('upid').agg(x=('latencyy', px.sum))",
      "Change to 'latency'",
      "df = df.groupby('upid').agg(x=('latency', px.sum))",
    ],
    ['df = df.drop("latencyy")', "Change to 'latency'", 'df = df.drop("latency")'],
    [
      "df = df.merge(df, how='inner', left_on='upi', right_on='upid')",
      "Change to 'upid'",
      "df = df.merge(df, how='inner', left_on='upid', right_on='upid')",
    ],
    [
      "df = df.merge(df, how='iner', left_on='upid', right_on='upid')",
      "Change to 'inner'",
      "df = df.merge(df, how='inner', left_on='upid', right_on='upid')",
    ],
    [
      "df = px.DataFrame('http_event', start_time='-5m')",
      "Change to 'http_events'",
      "df = px.DataFrame('http_events', start_time='-5m')",
    ],
    [
      "df = px.DataFrame('http_events', select=['latencyy'], start_time='-5m')",
      "Change to 'latency'",
      "df = px.DataFrame('http_events', select=['latency'], start_time='-5m')",
    ],
    ["df.p = df.ctx['podd']", "Change to 'pod'", "df.p = df.ctx['pod']"],
    ['df.p = df.ctx.pod', "Change to ctx['pod']", "df.p = df.ctx['pod']"],
    [
      '#px:set max_output_rows_per_tabl=5',
      "Change to 'max_output_rows_per_table'",
      '#px:set max_output_rows_per_table=5',
    ],
    ['#px:set explain=true ', 'Remove the extra blanks', '#px:set explain=true'],
    ['#px:set  explain=true', 'Remove the extra blanks', '#px:set explain=true'],
    [
      "from px import DataFrme\ndf = DataFrme('dns_events', start_time='-5m')",
      "Change to 'DataFrame'",
      "from px import DataFrame\ndf = DataFrame('dns_events', start_time='-5m')",
    ],
  ])('%s', checkLine);

  test.each<Row>([
    [
      "df = px.DataFrame('http_events', start_time='-5m')\npx.display(df)\n",
      "Add 'import px'",
      "import px\ndf = px.DataFrame('http_events', start_time='-5m')\npx.display(df)\n",
    ],
    [
      "# Licence\n'''About.'''\ndf = px.DataFrame('http_events', start_time='-5m')\npx.display(df)\n",
      "Add 'import px'",
      "# Licence\n'''About.'''\nimport px\ndf = px.DataFrame('http_events', start_time='-5m')\npx.display(df)\n",
    ],
    [
      "#px:set explain=true\ndf = px.DataFrame('http_events', start_time='-5m')\npx.display(df)\n",
      "Add 'import px'",
      "#px:set explain=true\nimport px\ndf = px.DataFrame('http_events', start_time='-5m')\npx.display(df)\n",
    ],
    [
      "import px as p, pxtrace\npxtrace.DeleteTracepoint('a')\np.display(p.DataFrame('http_events', start_time='-5m'))\n",
      'Import each module by a statement of its own',
      "import px as p\nimport pxtrace\npxtrace.DeleteTracepoint('a')\np.display(p.DataFrame('http_events', start_time='-5m'))\n",
    ],
    [
      "import px\npxtrace.DeleteTracepoint('a')\npx.display(px.DataFrame('http_events', start_time='-5m'))\n",
      "Add 'import pxtrace'",
      "import px\nimport pxtrace\npxtrace.DeleteTracepoint('a')\npx.display(px.DataFrame('http_events', start_time='-5m'))\n",
    ],
  ])('%s', checkAction);

  test('several names are ranked, and none is preferred when two are as near', () => {
    const { actions } = actionsOf(
      "import px\ndf = px.DataFrame('http_events', start_time='-5m')\ndf.x = df.re$0q_bod\npx.display(df)\n",
    );
    const names = actions.filter(({ kind }) => kind === 'quickfix');
    expect(names.map(({ title, isPreferred }) => [title, isPreferred])).toEqual([
      ["Change to 'req_body'", true],
      ["Change to 'req_body_size'", false],
    ]);
  });

  test('nothing is offered for a name that is like no other', () => {
    const { actions } = actionsOf(
      "import px\ndf = px.DataFrame('http_events', start_time='-5m')\ndf.x = df.zzzzz\npx.display(df)\n",
    );
    expect(actions.filter(({ kind }) => kind === 'quickfix')).toEqual([]);
  });
});

describe('Python in PxL', () => {
  test.each<Row>([
    [
      'df.x = 1 if df.latency > 2 else 3',
      'Convert to px.select',
      'df.x = px.select(df.latency > 2, 1, 3)',
    ],
    [
      'df.x = 1 if df.latency > 2 else (2 if df.latency > 1 else 3)',
      'Convert to px.select',
      'df.x = px.select(df.latency > 2, 1, px.select(df.latency > 1, 2, 3))',
    ],
    [
      "df.x = df.req_method in ['a', 'b']",
      'Convert to px.equals_any',
      "df.x = px.equals_any(df.req_method, ['a', 'b'])",
    ],
    [
      "df = df[df.req_method not in ['a', 'b']]",
      'Convert to px.equals_any',
      "df = df[not px.equals_any(df.req_method, ['a', 'b'])]",
    ],
    [
      "df = df[df.latency > 1 and df.req_method not in ['a']]",
      'Convert to px.equals_any',
      "df = df[df.latency > 1 and (not px.equals_any(df.req_method, ['a']))]",
    ],
    [
      "df.x = 'api' in df.req_path",
      'Convert to px.contains',
      "df.x = px.contains(df.req_path, 'api')",
    ],
    ['df.x = df.req_path is None', "Compare with == ''", "df.x = df.req_path == ''"],
    ['df.x = df.latency // 5', 'Convert to px.floor', 'df.x = px.floor(df.latency / 5)'],
    [
      'df.x = (df.latency + 1) // 5',
      'Convert to px.floor',
      'df.x = px.floor((df.latency + 1) / 5)',
    ],
    ['df.x = df.latency // 5 * 5', 'Convert to px.bin', 'df.x = px.bin(df.latency, 5)'],
    ['df.x = df.latency ** 2', 'Convert to px.pow', 'df.x = px.pow(df.latency, 2)'],
    [
      'df = df[1 < df.latency < 5]',
      "Split into comparisons joined by 'and'",
      'df = df[(1 < df.latency) and (df.latency < 5)]',
    ],
    [
      'df = df[df.latency > 1 and df.latency < 5 and df.resp_status == 1]',
      "Bracket 'and' in pairs",
      'df = df[(df.latency > 1 and df.latency < 5) and df.resp_status == 1]',
    ],
    [
      'df = df[df.latency > 1 & df.latency < 5]',
      "Use 'and'",
      'df = df[df.latency > 1 and df.latency < 5]',
    ],
    [
      'df = df[(df.latency > 1) | (df.latency < 5)]',
      "Use 'or'",
      'df = df[(df.latency > 1) or (df.latency < 5)]',
    ],
    [
      "df.x = f'a {df.latency} b'",
      'Convert to a sum of texts',
      "df.x = 'a ' + px.itoa(df.latency) + ' b'",
    ],
    [
      "df.x = f'{df.req_path}: {df.latency / 2:.1f}'",
      'Convert to a sum of texts',
      "df.x = df.req_path + ': ' + px.round(df.latency / 2, 1)",
    ],
    ['df.latency += 5', "Write as 'df.latency = df.latency + …'", 'df.latency = df.latency + 5'],
    [
      'df.latency *= 5 + 1',
      "Write as 'df.latency = df.latency * …'",
      'df.latency = df.latency * (5 + 1)',
    ],
    ['print(df)', 'Convert to px.display', 'px.display(df)'],
    ["print('done')", "Remove 'print'", ''],
    [
      'a = b = df.head(5)\npx.display(a)\npx.display(b)',
      'Write one assignment per line',
      'b = df.head(5)\na = b\npx.display(a)\npx.display(b)',
    ],
    [
      "a, b = df.head(5), df.head(6)\npx.display(a, 'a')\npx.display(b, 'b')",
      'Write one assignment per line',
      "a = df.head(5)\nb = df.head(6)\npx.display(a, 'a')\npx.display(b, 'b')",
    ],
    [
      "df.x = df.req_path.contains('a')",
      'Convert to px.contains',
      "df.x = px.contains(df.req_path, 'a')",
    ],
    ['df.x = df.req_path.lower()', 'Convert to px.tolower', 'df.x = px.tolower(df.req_path)'],
    [
      "df.x = df.req_path.replace('a', 'b')",
      'Convert to px.replace',
      "df.x = px.replace('a', df.req_path, 'b')",
    ],
    [
      "df = px.DataFrame('conn_stats', start_time='-5m')\ndf = df[df.protocol == 99]",
      'Change to 1 (HTTP)',
      "df = px.DataFrame('conn_stats', start_time='-5m')\ndf = df[df.protocol == 1]",
    ],
    [
      "df = px.DataFrame('conn_stats', start_time='-5m')\ndf = df[99 != df['protocol']]",
      'Change to 1 (HTTP)',
      "df = px.DataFrame('conn_stats', start_time='-5m')\ndf = df[1 != df['protocol']]",
    ],
    [
      'def f(d, n: int = 5):\n    return d.head(n)\ndf = f(df)',
      'Move the default to the calls',
      'def f(d, n: int):\n    return d.head(n)\ndf = f(df, n=5)',
    ],
    [
      'df = df.agg(x=(df.latency, px.sum))',
      "Use the column's name 'latency'",
      "df = df.agg(x=('latency', px.sum))",
    ],
  ])('%s', checkLine);
});

describe('syntax', () => {
  test.each<Row>([
    [
      "df = df.groupby('upid').agg(a=('latency', px.sum)$0 b=('latency', px.count))",
      'Add the missing comma',
      "df = df.groupby('upid').agg(a=('latency', px.sum), b=('latency', px.count))",
    ],
    [
      "df = df.merge(df how='inner' left_on='upid' right_on='upid')",
      'Add 3 missing commas',
      "df = df.merge(df, how='inner', left_on='upid', right_on='upid')",
    ],
    ['df = df[df.latency = 5]', "Compare with '=='", 'df = df[df.latency == 5]'],
    [
      'df = df[df.latency > 1 && df.latency < 5]',
      "Use 'and'",
      'df = df[df.latency > 1 and df.latency < 5]',
    ],
    [
      "df = df[!px.contains(df.req_path, 'a')]",
      "Use 'not'",
      "df = df[not px.contains(df.req_path, 'a')]",
    ],
    [
      'def f(n: int) -> int:\n    return n\ndf = df.head(f(5))',
      'Remove the return type',
      'def f(n: int):\n    return n\ndf = df.head(f(5))',
    ],
    [
      'def f(n)\n    return n\ndf = df.head(f(5))',
      "Add ':'",
      'def f(n):\n    return n\ndf = df.head(f(5))',
    ],
    ['x: int = 5\ndf = df.head(x)', 'Remove the type', 'x = 5\ndf = df.head(x)'],
    ["df = df.drop('upid'", "Add ')'", "df = df.drop('upid')"],
    ["df = df.drop('upid)", 'Add the missing quote', "df = df.drop('upid')"],
    ["df = df.drop('upid'))", "Remove ')'", "df = df.drop('upid')"],
    ['df = df.head(1_000)', 'Remove the underscores', 'df = df.head(1000)'],
  ])('%s', checkLine);
});

describe('types', () => {
  test.each<Row>([
    [
      'df.x = px.DurationNanos(df.latency / 5)',
      'Convert to px.floor(df.latency / 5)',
      'df.x = px.DurationNanos(px.floor(df.latency / 5))',
    ],
    ['df.x = str(df.latency)', 'Convert to px.itoa(df.latency)', 'df.x = px.itoa(df.latency)'],
    [
      'df.x = df.req_path + df.latency',
      'Convert df.latency to px.itoa(df.latency)',
      'df.x = df.req_path + px.itoa(df.latency)',
    ],
    [
      "df = df[df.req_path == 'a' or 'b']",
      'Compare with df.req_path again',
      "df = df[df.req_path == 'a' or df.req_path == 'b']",
    ],
    ["df = df[df.resp_status == '200']", "Convert '200' to 200", 'df = df[df.resp_status == 200]'],
    [
      "df.x = px.select(df.latency > 1, 'a', 2)",
      "Convert 2 to '2'",
      "df.x = px.select(df.latency > 1, 'a', '2')",
    ],
    ['df = df[df.req_path]', "Compare with != ''", "df = df[df.req_path != '']"],
  ])('%s', checkLine);
});

describe('values that count as something else', () => {
  test.each<Row>([
    ['df = df.head(10L)', 'Change to 10', 'df = df.head(10)'],
    ['df = df.head(0x10)', 'Change to 16, as in other languages', 'df = df.head(16)'],
    ['df = df.head(017)', 'Change to 17, as it counts', 'df = df.head(17)'],
    [
      "df = df.groupby('upid').agg(upid=('latency', px.max))",
      "Rename to 'latency_max'",
      "df = df.groupby('upid').agg(latency_max=('latency', px.max))",
    ],
    [
      "df = df.groupby('upid').agg(total=('latency', px.sum))",
      'Add df.total = px.DurationNanos(df.total)',
      "df = df.groupby('upid').agg(total=('latency', px.sum))\ndf.total = px.DurationNanos(df.total)",
    ],
    [
      'def f(d: px.DataFrame):\n    d.x = 1\n    return d.head(5)\nf(df)\na = df.head(5)\npx.display(a)\na.y = 1',
      "Remove the assignment of 'a.y'",
      'def f(d: px.DataFrame):\n    d.x = 1\n    return d.head(5)\nf(df)\na = df.head(5)\npx.display(a)',
    ],
    [
      '$0df.req_path + df.latency',
      'Convert to px.itoa(df.latency)',
      'df.req_path + px.itoa(df.latency)',
    ],
  ])('%s', checkLine);
});

describe('what is hardly meant', () => {
  test.each<Row>([
    ['import pxtrace', "Remove the unused import 'pxtrace'", ''],
    ['unused = df.head(5)', "Remove the unused DataFrame 'unused'", ''],
    [
      'unused = df.head(5)',
      "Display 'unused'",
      "unused = df.head(5)\npx.display(unused, 'unused')",
    ],
    [
      'a = df.head(5)\npx.display(a)\ndf.x = a.latency',
      "Read it from 'df'",
      'a = df.head(5)\npx.display(a)\ndf.x = df.latency',
    ],
    [
      "df = px.DataFrame('http_events', start_time=-300)",
      "Change to '-300s'",
      "df = px.DataFrame('http_events', start_time='-300s')",
    ],
    [
      "df = px.DataFrame('http_events', start_time=1700000000)",
      'Read as seconds since 1970',
      "df = px.DataFrame('http_events', start_time=1700000000 * 1000000000)",
    ],
    [
      "df = px.DataFrame('http_events', start_time='-1h30m')",
      "Change to '-90m'",
      "df = px.DataFrame('http_events', start_time='-90m')",
    ],
    [
      "df = px.DataFrame('http_events', start_time='5 minutes')",
      "Change to '5m'",
      "df = px.DataFrame('http_events', start_time='5m')",
    ],
    [
      "df = px.DataFrame('http_events', start_time='-1w')",
      "Change to '-7d'",
      "df = px.DataFrame('http_events', start_time='-7d')",
    ],
    [
      "df = px.DataFrame('http_events')",
      "Add start_time='-5m'",
      "df = px.DataFrame('http_events', start_time='-5m')",
    ],
    [
      "df = px.DataFrame(\n    table='http_events',\n)",
      "Add start_time='-5m'",
      "df = px.DataFrame(\n    table='http_events', start_time='-5m'\n)",
    ],
    [
      "px.display(df, 'a')\npx.display(df, 'a')",
      "Rename to 'a_2'",
      "px.display(df, 'a')\npx.display(df, 'a_2')",
    ],
    ['df = df.head(20000)', 'Change to 10000', 'df = df.head(10000)'],
    [
      "df = df.groupby('upid')",
      "Add .agg(count=('time_', px.count))",
      "df = df.groupby('upid').agg(count=('time_', px.count))",
    ],
    ['df = df.head(1, 0, 3)', 'Remove the last argument', 'df = df.head(1, 0)'],
    [
      'df = df.merge(df)',
      "Add how='inner', left_on='upid', right_on='upid'",
      "df = df.merge(df, how='inner', left_on='upid', right_on='upid')",
    ],
  ])('%s', checkLine);

  test.each<Row>([
    [
      "import px\ndf = px.DataFrame('http_events', start_time='-5m').head(20000)\npx.display(df)\n",
      "Add '#px:set max_output_rows_per_table=20000'",
      "#px:set max_output_rows_per_table=20000\nimport px\ndf = px.DataFrame('http_events', start_time='-5m').head(20000)\npx.display(df)\n",
    ],
    [
      "import px\ndf = px.DataFrame('http_events', start_time='-5m')\n\n",
      'Add px.display(df)',
      "import px\ndf = px.DataFrame('http_events', start_time='-5m')\npx.display(df)\n",
    ],
  ])('%s', checkAction);
});
