/** Cluster facts are codes inside of queries; what a script sees of them are texts. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Runner } from '#protocol/run';
import { createEngine, openStore, type Store } from '../../../engine/src/index.ts';
import { smallCluster, valuesOf } from '../support/smallCluster.ts';

let store: Store;
let engine: Runner;
beforeAll(async () => {
  store = await openStore({ threads: 1 });
  engine = createEngine({ store, clusters: [await smallCluster(store, 6)] });
});
afterAll(() => {
  engine.dispose();
  store.dispose();
});

/** Rows with n from 0 to 5; those of even n belong to the pod `shop/a`, the others to none. */
const PODS = `import px
df = px.DataFrame('events')
df.pod = px.pod_id_to_pod_name(px.select(df.n % 2 == 0, 'uid-a', 'uid-x'))
df.text = px.select(df.n % 2 == 0, 'shop/a', 'other')
df = df[['n', 'pod', 'text']]
`;

test.each<[string, string, unknown[][]]>([
  [
    'rows',
    'df = df.head(2)',
    [
      [0n, 'shop/a', 'shop/a'],
      [1n, '', 'other'],
    ],
  ],
  [
    'groups, sorted',
    `df = df.groupby('pod').agg(n=('n', px.sum))`,
    [
      ['', 9n],
      ['shop/a', 6n],
    ],
  ],
  [
    'groups of groups',
    `df = df.groupby(['pod', 'n']).agg(c=('n', px.count))
df = df.groupby('pod').agg(c=('c', px.sum))`,
    [
      ['', 3n],
      ['shop/a', 3n],
    ],
  ],
  ['a comparison', `df = df[df.pod == df.text]\ndf = df[['n']]`, [[0n], [2n], [4n]]],
  ['a text that is no name of the cluster', `df = df[df.pod == 'shop/b']`, []],
  [
    'functions of text',
    `df.length = px.length(df.pod)\ndf.named = df.pod + '!'\ndf = df[['length', 'named']]\ndf = df.head(2)`,
    [
      [6n, 'shop/a!'],
      [0n, '!'],
    ],
  ],
  ['an aggregate', `df = df.agg(pod=('pod', px.any))`, [['shop/a']]],
  [
    'a merge of codes, sorted by its groups',
    `totals = df.groupby('pod').agg(total=('n', px.sum))
df = df.groupby(['pod', 'n']).agg(c=('n', px.count))
df = df.merge(totals, how='inner', left_on='pod', right_on='pod', suffixes=['', '_r'])
df = df[['pod', 'n', 'total']]`,
    [
      ['', 1n, 9n],
      ['', 3n, 9n],
      ['', 5n, 9n],
      ['shop/a', 0n, 6n],
      ['shop/a', 2n, 6n],
      ['shop/a', 4n, 6n],
    ],
  ],
  [
    'a merge of codes with texts',
    `texts = df.groupby('text').agg(total=('n', px.sum))
df = df.merge(texts, how='inner', left_on='pod', right_on='text', suffixes=['', '_r'])
df = df[['n', 'pod', 'total']]`,
    [
      [0n, 'shop/a', 6n],
      [2n, 'shop/a', 6n],
      [4n, 'shop/a', 6n],
    ],
  ],
  [
    'a merge without matches',
    `pods = df.groupby('pod').agg(total=('n', px.sum))
df = df.merge(pods, how='left', left_on='text', right_on='pod', suffixes=['', '_r'])
df = df[df.n < 2]
df = df[['n', 'pod', 'pod_r', 'total']]`,
    [
      [0n, 'shop/a', 'shop/a', 6n],
      [1n, '', '', 0n],
    ],
  ],
  [
    'codes above texts',
    `texts = df.drop('pod')
texts.pod = texts.text
df = df[df.n > 3].append(texts[texts.n < 2])
df = df.groupby('pod').agg(n=('n', px.sum))`,
    [
      ['', 5n],
      ['other', 1n],
      ['shop/a', 4n],
    ],
  ],
])('%s', async (_, lines, expected) => {
  expect(await valuesOf(engine, `${PODS}${lines}\npx.display(df)`)).toEqual(expected);
});

test('what several tables need is kept as texts', async () => {
  const script = `${PODS}df = df.groupby('pod').agg(n=('n', px.sum))
px.display(df, 'a')
px.display(df.groupby('pod').agg(c=('n', px.count)), 'b')`;
  expect(await valuesOf(engine, script)).toEqual([
    ['', 9n],
    ['shop/a', 6n],
    ['', 1n],
    ['shop/a', 1n],
  ]);
});
