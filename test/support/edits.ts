/** Scripts as they are typed: texts that follow each other by small edits. */
import fc from 'fast-check';

export const EDITED_SCRIPT = `import px

# What helpers share.
LIMIT = 10

def named(df):
    df.name = df.ctx['pod']
    return df


def slow(start_time: str, pod: px.Pod):
    """Requests of a pod."""
    df = px.DataFrame('http_events', start_time=start_time)
    df = named(df)
    df = df[df.name == pod and df.latency > 1.5 * 10 ** 6]
    # A comment of its own.
    return df.groupby(['name', 'req_path']).agg(
        n=('latency', px.count),
        p=('latency', px.sum),
    ).head(LIMIT)

def unused(a: int):
    x = px.DataFrame('conn_stats', start_time='-1m')
    x.y = x.bytes_sent + a
    return a

@px.vis.chart(1)
def odd(): return 1

px.display(slow('-5m', 'a/b').head(n=-(-10)), "out\\x41\\n")
def last(df):
    df.z = missing
    return named(df)
`;

/** What is typed, pasted or deleted, in any place. */
const TYPED = [
  '',
  '',
  '',
  'a',
  '1',
  ' ',
  '\n',
  '\n    ',
  '.',
  ',',
  ':',
  '=',
  '(',
  ')',
  '[',
  ']',
  "'",
  '"""',
  '#',
  '\\',
  '@',
  '\t',
  'é😀',
  'df.',
  'px.',
  'return df\n',
  'else:\n',
  'global x\n',
  '\r\n',
  'def f(df):\n    return df\n',
  'x = named(df)\n',
  'import pxtrace\n',
  'named = 1\n',
  'LIMIT',
  'df.x = df.nope\n',
  'px.nope()\n',
  'slow',
  '    df.n = px.DurationNanos(df.p)\n',
  'if x:\n  y\n',
];

interface Edit {
  readonly at: number;
  readonly deleted: number;
  readonly typed: string;
}

/** Half of all edits are taken back by the next one, as half-typed words are. */
const edit = fc.record<Edit>({
  at: fc.nat(EDITED_SCRIPT.length),
  deleted: fc.oneof(fc.constant(0), fc.constant(1), fc.nat(12), fc.nat(200)),
  typed: fc.constantFrom(...TYPED),
});

/** Versions of a script, each an edit of the one before or the first one again. */
export const versions: fc.Arbitrary<readonly string[]> = fc
  .array(fc.tuple(edit, fc.boolean()), { minLength: 1, maxLength: 8 })
  .map((edits) => {
    const texts = [EDITED_SCRIPT];
    for (const [{ at, deleted, typed }, again] of edits) {
      const text = again ? EDITED_SCRIPT : (texts.at(-1) ?? '');
      texts.push(text.slice(0, at) + typed + text.slice(at + deleted));
    }
    return texts;
  });
