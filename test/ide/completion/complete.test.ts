/** Every place something is offered at, and those where nothing is. */
import { describe, expect, test } from 'vitest';
import {
  checkCompletion,
  checkNoCompletion,
  checkTaken,
  completionsAt,
  FRAME,
} from './checkCompletion.ts';

const HTTP = ['time_', 'upid', 'remote_addr'];

describe('members', () => {
  test('of px', () =>
    checkCompletion('import px\npx.$0', {
      first: ['DataFrame', 'display'],
      some: ['contains', 'quantiles', 'GetAgentStatus', 'Pod', 'otel', 'vis', 'now', 'minutes'],
    }));
  test('of px under another name', () =>
    checkCompletion('import px as p\np.$0', { some: ['DataFrame', 'mean'] }));
  test('of px.otel and its parts', () => {
    checkCompletion('import px\npx.otel.$0', { all: ['Data', 'Endpoint', 'metric', 'trace'] });
    checkCompletion('import px\npx.otel.metric.$0', { all: ['Gauge', 'Summary'] });
    checkCompletion('import px\npx.otel.trace.$0', { some: ['Span', 'SPAN_KIND_CLIENT'] });
  });
  test('of px.vis', () => checkCompletion('import px\npx.vis.$0', { all: ['vega'] }));
  test('of the other modules', () => {
    checkCompletion('import pxtrace\npxtrace.$0', { some: ['UpsertTracepoint', 'kprobe'] });
    checkCompletion('import pxconfig\npxconfig.$0', { all: ['set_agent_config'] });
    checkCompletion('import pxviews\npxviews.$0', { some: ['pod_resource_stats', 'http_graph'] });
  });
  test('of a DataFrame: columns, then ctx and methods', () =>
    checkCompletion(`${FRAME}df.$0`, {
      first: ['upid', 'remote_addr', 'remote_port'].slice(0, 0),
      some: [...HTTP, 'resp_status', 'latency', 'ctx', 'groupby', 'agg', 'merge', 'drop'],
      not: ['map'],
    }));
  test('of a DataFrame: columns the script uses come first', () =>
    checkCompletion(`${FRAME}df.x = df.resp_status\ndf.y = df.$0`, {
      first: ['resp_status', 'x'],
    }));
  test('of a DataFrame as it is at that place', () => {
    const agg = "df = df.groupby('upid').agg(n=('latency', px.count))\n";
    checkCompletion(`${FRAME}df.$0\n${agg}`, { some: ['latency'], not: ['n'] });
    checkCompletion(`${FRAME}${agg}df.$0`, { some: ['upid', 'n'], not: ['latency'] });
  });
  test('of the result of a call', () =>
    checkCompletion(`${FRAME}x = df.head(5).$0`, { some: ['latency', 'groupby'] }));
  test('of a function of the script', () =>
    checkCompletion(`${FRAME}def f(one):\n    return one.head(5)\nf(df).$0`, {
      some: ['latency'],
    }));
  test('of an argument of a function the script calls', () =>
    checkCompletion(`${FRAME}def f(one):\n    one.$0\n    return one\nf(df)`, {
      some: ['latency'],
    }));
  test('none of a number or a text', () => {
    checkNoCompletion("import px\nx = 'a'.$0");
    checkNoCompletion('import px\nx = 5.$0');
  });
  test('names that are no identifiers become subscripts', () =>
    checkTaken(`${FRAME}df['a b'] = 1\ndf.$0`, 'a b', `${FRAME}df['a b'] = 1\ndf['a b']`));
  test('names of methods become subscripts', () =>
    checkTaken(`${FRAME}df['head'] = 1\ndf.$0`, 'head', `${FRAME}df['head'] = 1\ndf['head']`));
});

describe('columns as texts', () => {
  const all = (source: string) =>
    checkCompletion(source, { some: [...HTTP, 'latency'], not: ['groupby'] });
  test.each([
    ["df['$0']"],
    ["df['$0"],
    ["df[['$0']]"],
    ["df['latency_', '$0']".replace('latency_', 'nope')],
    ["df.groupby('$0')"],
    ["df.groupby(['$0'])"],
    ["df.groupby(by=['$0'])"],
    ["df.drop('$0')"],
    ["df.drop(columns=['$0'])"],
    ["df.agg(n=('$0', px.count))"],
    ["df.agg(n=('$0"],
    ["df.groupby('upid').agg(n=('$0', px.count))"],
    ["df.merge(df, how='left', left_on='$0', right_on='upid')"],
    ["df.merge(df, how='left', left_on=['$0'], right_on='upid')"],
    ["px.DataFrame('http_events', select=['$0'])"],
    ["px.DataFrame('http_events', '$0')"],
    ["df = df[df['$0'] == 1]"],
  ])('%s', (line) => all(FRAME + line));

  test('the right side of a merge has its own', () =>
    checkCompletion(
      `${FRAME}other = px.DataFrame('conn_stats', start_time='-5m')\n` +
        "df.merge(other, 'inner', left_on='upid', right_on='$0')",
      { some: ['bytes_sent'], not: ['latency'] },
    ));
  test('those in the list already are left out', () =>
    checkCompletion(`${FRAME}df[['upid', '$0']]`, { some: ['latency'], not: ['upid'] }));
  test('outside quotes they bring them', () =>
    checkTaken(`${FRAME}df.groupby($0)`, "'upid'", `${FRAME}df.groupby('upid')`));
  test('the whole text between the quotes is replaced', () =>
    checkTaken(`${FRAME}df['lat$0ency']`, 'latency', `${FRAME}df['latency']`));
  test('a text that is still open is closed', () =>
    checkTaken(`${FRAME}df['lat$0`, 'latency', `${FRAME}df['latency'`));
  test('quotes in names are escaped', () =>
    checkTaken(`${FRAME}df["it's"] = 1\ndf['$0']`, "it's", `${FRAME}df["it's"] = 1\ndf['it\\'s']`));
});

describe('values', () => {
  test('tables', () => {
    checkCompletion("import px\ndf = px.DataFrame('$0')", { some: ['http_events', 'conn_stats'] });
    checkCompletion("import px\ndf = px.DataFrame(table='$0", { some: ['http_events'] });
    checkCompletion('import px\ndf = px.DataFrame($0)', { some: ["'http_events'", 'table='] });
  });
  test('keys of ctx that the columns allow come first', () =>
    checkCompletion(`${FRAME}df.ctx['$0']`, {
      first: ['pod_name', 'pod_id', 'service_name'].slice(0, 0),
      some: ['pod', 'service', 'namespace', 'node', 'cmdline'],
    }));
  test('keys that are impossible come last and say what they need', () => {
    const script = `${FRAME}df = df.groupby('remote_addr').agg(n=('latency', px.count))\ndf.ctx['$0']`;
    const { items } = completionsAt(script);
    expect(items.every(({ detail }) => detail === 'not possible here')).toBe(true);
    const pod = items.find(({ label }) => label === 'pod');
    expect(pod?.documentation).toEqual({
      kind: 'text',
      text: 'The same as pod_name: needs one of upid, pod_id.',
    });
  });
  test('times back from now', () => {
    checkCompletion("import px\npx.DataFrame('http_events', start_time='$0')", {
      first: ['-5m', '-30s'],
    });
    checkCompletion("import px\npx.DataFrame('http_events', start_time=$0)", { first: ["'-5m'"] });
    checkCompletion("import px\npx.parse_duration('$0')", { first: ['-5m'] });
  });
  test('lengths of windows and of tracepoints', () => {
    checkCompletion(`${FRAME}df.rolling('$0')`, { first: ['10s'] });
    checkCompletion(
      "import pxtrace\npxtrace.UpsertTracepoint('a', 'b', 'c', pxtrace.kprobe(), '$0')",
      { first: ['10s'] },
    );
  });
  test('kinds of joins', () =>
    checkCompletion(`${FRAME}df.merge(df, how='$0')`, {
      all: ['inner', 'left', 'right', 'outer'],
    }));
  test('quantiles of quantiles', () =>
    checkCompletion(
      `${FRAME}df = df.agg(q=('latency', px.quantiles))\npx.pluck_float64(df.q, '$0')`,
      { first: ['p01', 'p10'] },
    ));
  test('aggregates that take the column come first', () => {
    checkCompletion(`${FRAME}df.agg(n=('latency', px.$0))`, {
      first: ['any'].slice(0, 0),
      some: ['mean', 'count', 'quantiles'],
    });
    const { items } = completionsAt(`${FRAME}df.agg(n=('req_path', px.$0))`);
    const rank = (name: string) => items.find(({ label }) => label === name)?.rank ?? NaN;
    expect(rank('count')).toBeLessThan(rank('mean'));
    expect(rank('any')).toBeLessThan(rank('contains'));
  });
  test('an aggregate is named, not called', () =>
    checkTaken(
      `${FRAME}df.agg(n=('latency', px.me$0))`,
      'mean',
      `${FRAME}df.agg(n=('latency', px.mean))`,
    ));
  test('arguments of table functions', () =>
    checkCompletion('import px\npx.GetAgentStatus($0)', {
      first: ['True', 'False', 'include_kelvin='],
    }));
});

describe('what a column is compared with', () => {
  test('codes', () =>
    checkCompletion(`${FRAME}df = df[df.trace_role == $0]`, { first: ['1', '2', '4'] }));
  test('codes behind other steps', () =>
    checkCompletion(`${FRAME}df.x = 1\ndf = df[df.trace_role == $0]`, { first: ['1', '2', '4'] }));
  test('HTTP methods and statuses', () => {
    checkCompletion(`${FRAME}df = df[df.req_method == '$0']`, { first: ['GET', 'POST'] });
    checkCompletion(`${FRAME}df = df[df.req_method == $0]`, { first: ["'GET'", "'POST'"] });
    checkCompletion(`${FRAME}df = df[df['req_method'] != '$0`, { first: ['GET', 'POST'] });
    checkCompletion(`${FRAME}df = df[df.resp_status >= $0]`, { first: ['200', '201'] });
  });
  test('one of several', () =>
    checkCompletion(`${FRAME}df = df[px.equals_any(df.req_method, ['$0'])]`, { first: ['GET'] }));

  const names = { pod: ['shop/cart-0', 'shop/web-1'], service: ['shop/web'], node: ['n1'] };
  test.each([
    ["df = df[df.ctx['pod'] == '$0']", 'shop/cart-0'],
    ["df = df[df.ctx['pod'] == $0]", "'shop/cart-0'"],
    ["df.pod = df.ctx['pod']\ndf = df[df.pod == '$0']", 'shop/cart-0'],
    ["df = df[px.contains(df.ctx['service'], '$0')]", 'shop/web'],
    ["df = df[px.has_service_name(df.ctx['service'], '$0')]", 'shop/web'],
    ["df = df[df.ctx['node'] == '$0']", 'n1'],
    ["def f(p: px.Pod):\n    return df\nf('$0')", 'shop/cart-0'],
  ])('names on the cluster: %s', (line, label) =>
    checkCompletion(FRAME + line, { first: [label] }, { names }),
  );
  test('names that are not known are wanted', () => {
    const { items, wanted } = completionsAt(`${FRAME}df = df[df.ctx['pod'] == '$0']`);
    expect({ items, wanted }).toEqual({ items: [], wanted: ['pod'] });
  });
});

describe('names', () => {
  test('of the script, keywords and snippets where a statement begins', () =>
    checkCompletion(`${FRAME}$0`, {
      first: ['df', 'px'],
      some: ['import', 'def', 'return', 'groupby.agg', 'merge', 'pipeline', 'def … return'],
    }));
  test('no snippets for editors that cannot show them', () =>
    checkCompletion(`${FRAME}$0`, { not: ['pipeline'] }, { snippets: false }));
  test('arguments that are not given', () => {
    checkCompletion(`${FRAME}df.merge(df, $0)`, {
      some: ["'inner'", 'how=', 'left_on=', 'right_on=', 'suffixes='],
      not: ['right='],
    });
    checkCompletion(`${FRAME}df.merge(df, $0, right_on='upid')`, {
      some: ['left_on='],
      not: ['right_on='],
    });
  });
  test('arguments of functions of the script and of px.otel', () => {
    checkCompletion('def f(a, b):\n    return a\nf($0)', { some: ['a=', 'b='] });
    checkCompletion('import px\npx.otel.metric.Gauge($0)', { some: ['name=', 'value='] });
    checkCompletion('import px\npx.otel.Endpoint(insecure=$0)', { first: ['True', 'False'] });
    checkCompletion("import px\npx.otel.Data(resource={'$0'})", { first: ['service.name'] });
  });
  test('no arguments for functions that take none by name', () =>
    checkCompletion('import px\npx.contains($0)', { not: ['s='] }));
  test('DataFrames where one is wanted', () =>
    checkCompletion(`${FRAME}x = 1\npx.display($0)`, { first: ['df'] }));
  test('an aggregate with places to fill in', () =>
    checkTaken(
      `${FRAME}df.agg($0)`,
      "name=('column', px.function)",
      `${FRAME}df.agg(\${1:name}=('\${2:latency}', px.\${3:count}))`,
    ));
  test('types of parameters', () => {
    checkCompletion('import px\ndef f(a: $0):\n    return a', {
      some: ['str', 'px.Pod', 'px.DurationNanos', 'px.DataFrame'],
      not: ['px.contains'],
    });
    checkCompletion('import px\ndef f(a: px.$0):\n    return a', {
      some: ['Pod', 'Time', 'Bytes', 'DataFrame'],
      not: ['contains'],
    });
  });
  test('names of a function only inside it', () => {
    checkCompletion('def f(inner):\n    return $0', { some: ['inner'] });
    checkCompletion('def f(inner):\n    return inner\n$0', { some: ['f'], not: ['inner'] });
  });
  test('modules', () => {
    checkCompletion('import $0', { all: ['px', 'pxtrace', 'pxviews', 'pxconfig'] });
    checkCompletion('from $0', { some: ['px'] });
    checkCompletion('from px import $0', { some: ['DataFrame', 'contains'] });
  });
  test('decorators', () =>
    checkCompletion('import px\n@px.$0', { all: ['vis', 'otel', 'plugin'] }));
});

describe('px is imported with what needs it', () => {
  const RAW = "df = px.DataFrame('http_events')\n";
  test('a member', () =>
    checkTaken('\ndf = px.dis$0', 'display', '\nimport px\ndf = px.display($0)'));
  test('px.DataFrame', () =>
    checkTaken('# about\ndf = DataF$0', 'DataFrame', '# about\nimport px\ndf = px.DataFrame($0)'));
  test('at the very beginning', () => checkTaken('p$0', 'px', 'import px\npx'));
  test('not twice', () =>
    checkTaken('import px\ndf = DataF$0', 'DataFrame', 'import px\ndf = px.DataFrame($0)'));
  test('tables are known without it', () =>
    checkCompletion(RAW.replace('http_events', '$0'), { some: ['http_events'] }));
});

describe('broken scripts', () => {
  test('a dot at the end of a line before other statements', () =>
    checkCompletion(`${FRAME}df.x = df.$0\ndf.y = 1\npx.display(df)`, { some: ['latency'] }));
  test('a dot alone on a line', () =>
    checkCompletion(`${FRAME}df.$0\npx.display(df)`, { some: ['latency', 'groupby'] }));
  test('an open text before other statements', () =>
    checkCompletion(`${FRAME}df = df['$0\npx.display(df)`, { some: ['latency'] }));
  test('an open bracket before other statements', () =>
    checkCompletion(`${FRAME}df = df.groupby(['$0\ndf.x = 1\npx.display(df)`, {
      some: ['latency'],
    }));
  test('an open call over several lines', () =>
    checkCompletion(`${FRAME}df = df.agg(\n    a=('latency', px.mean),\n    b=('$0\n`, {
      some: ['latency'],
    }));
  test('behind a statement that is wrong', () =>
    checkCompletion(`${FRAME}df.a = df.latencyy\ndf = df.merge(1)\ndf.$0`, { some: ['latency'] }));
  test('behind brackets that do not fit', () =>
    checkCompletion(`${FRAME}x = (1]\ndf.$0`, { some: ['latency'] }));
  test('inside a function that is not finished', () =>
    checkCompletion(
      "import px\ndef f(start: str):\n    df = px.DataFrame('http_events', start_time=start)\n    df.$0",
      { some: ['latency'] },
    ));
});

describe('nothing is offered', () => {
  test.each([
    ['# df.$0'],
    ["x = 'px.$0'"],
    ["'''\npx.$0\n'''"],
    ["df.x = 'a $0'"],
    ['x = 12$0'],
    ['def $0'],
    ['def f($0'],
    ['import px as $0'],
    ["px.display(df, '$0')"],
    ['x = px $0'],
    ["x = r'$0'"],
  ])('%s', (line) => checkNoCompletion(FRAME + line));

  test('unasked, where nothing definite is wanted', () => {
    checkCompletion(`${FRAME}x = $0`, { all: [] }, { onlyExpected: true });
    checkCompletion(
      `${FRAME}df = df[df.trace_role == $0]`,
      { first: ['1'] },
      { onlyExpected: true },
    );
  });
});

describe('query flags', () => {
  test('by name, and their values', () => {
    checkCompletion('#px:set $0\nimport px\n', {
      all: ['max_output_rows_per_table=', 'explain=', 'analyze='],
    });
    checkCompletion('#px:set explain=$0\nimport px\n', { first: ['true', 'false'] });
    checkTaken('#px:set ex$0\n', 'explain=', '#px:set explain=\n');
    checkTaken('#px:set ex$0pl\n', 'explain=', '#px:set explain=\n');
    checkTaken('#px:set explain=f$0\n', 'false', '#px:set explain=false\n');
  });
  test('in no other comment', () => {
    checkNoCompletion('# px:set $0\n');
    checkNoCompletion(' #px:set $0\n');
    checkNoCompletion('#px:set explain=true # $0\n');
  });
});

describe('behind an argument by name', () => {
  test('other arguments by name come first, and no values', () =>
    checkCompletion(`import px\npx.DataFrame('http_events', start_time='-5m', $0`, {
      first: ['select=', 'end_time='],
      not: ["'latency'"],
    }));
  test('of a function of the script too', () =>
    checkCompletion(`${FRAME}def f(start_time: str, n):\n    return df\nf(start_time='-5m', $0)`, {
      first: ['n='],
      not: ["'-5m'"],
    }));
});

describe('where an aggregate is wanted', () => {
  test('those that take the column come first, with the name of px', () => {
    checkCompletion(`${FRAME}df.agg(n=('latency', $0))`, {
      first: ['px.count', 'px.mean', 'px.sum', 'px.max', 'px.min', 'px.quantiles'],
    });
    checkCompletion(
      `import px as p\n${FRAME.slice(10)}p.DataFrame('http_events').agg(n=('latency', $0))`,
      { first: ['p.count'] },
    );
  });
  test('behind px., nothing else comes first', () =>
    checkCompletion(`${FRAME}df.agg(n=('latency', px.$0))`, {
      first: ['any', 'count', 'max', 'mean', 'min', 'quantiles', 'sum'],
    }));
});

test('a table read from a time that is not known has its columns', () =>
  checkCompletion(
    "import px\ndef f(since):\n    df = px.DataFrame('http_events', start_time=since)\n    df.$0\n",
    { some: ['latency', 'groupby'] },
  ));
