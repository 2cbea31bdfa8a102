import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { loadPprof } from '#proto';
import { readProfile } from '../../../clusters/src/profiles/readProfile.ts';

async function checkStacks(
  file: Buffer,
  expected: { readonly timeNs: bigint | undefined; readonly stacks: readonly string[] },
): Promise<void> {
  const result = await readProfile(file, 'dir/worker.12.cpuprofile');
  if ('problem' in result) throw new Error(result.problem);
  const { program, timeNs, stacks } = result.profile;
  const lines = stacks.map(({ stack, count }) => `${stack} ${String(count)}`);
  expect({ program, timeNs, stacks: lines }).toEqual({ program: 'worker', ...expected });
}

describe('a .cpuprofile', () => {
  const frame = (functionName: string, url = '', lineNumber = -1) => ({
    functionName,
    url,
    lineNumber,
    scriptId: '1',
    columnNumber: 0,
  });
  const nodes = [
    { id: 1, callFrame: frame('(root)'), children: [2, 3, 5] },
    { id: 2, callFrame: frame('main', 'file:///app/main.js', 9), children: [4] },
    { id: 3, callFrame: frame('(idle)') },
    { id: 4, callFrame: frame('', 'file:///app/main.js', 41) },
    { id: 5, callFrame: frame('(garbage collector)') },
  ];
  const times = { startTime: 1_000_000, endTime: 3_000_000 };

  test('counts samples of each stack, without those of idling', async () => {
    const file = Buffer.from(JSON.stringify({ nodes, samples: [2, 4, 3, 4, 5], ...times }));
    await checkStacks(file, {
      timeNs: undefined,
      stacks: [
        'main main.js:10 1',
        'main main.js:10;(anonymous) main.js:42 2',
        '(garbage collector) 1',
      ],
    });
  });

  test('may name parents instead of children', async () => {
    const withParents = [
      { id: 1, callFrame: frame('(root)') },
      { id: 2, callFrame: frame('a;b'), parent: 1 },
      { id: 3, callFrame: frame('c'), parent: 2 },
    ];
    const file = Buffer.from(JSON.stringify({ nodes: withParents, samples: [3], ...times }));
    await checkStacks(file, { timeNs: undefined, stacks: ['a:b;c 1'] });
  });

  test('whose nodes go in circles ends', async () => {
    const circle = [
      { id: 1, callFrame: frame('a'), parent: 2 },
      { id: 2, callFrame: frame('b'), parent: 1 },
    ];
    const file = Buffer.from(JSON.stringify({ nodes: circle, samples: [1, 9] }));
    await checkStacks(file, { timeNs: undefined, stacks: ['b;a 1'] });
  });
});

describe('a pprof profile', () => {
  const stringTable = ['', 'samples', 'count', 'cpu', 'nanoseconds', 'main', 'work', 'inlined'];
  const types = [
    { type: 1, unit: 2 },
    { type: 3, unit: 4 },
  ];
  const message = {
    stringTable,
    sampleType: types,
    sample: [
      { locationId: [2, 1], value: [3, 30_000_000] },
      { locationId: [3, 1], value: [1, 10_000_000] },
      { locationId: [2, 1], value: [2, 20_000_000] },
    ],
    location: [
      { id: 1, line: [{ functionId: 1 }] },
      // The innermost function comes first.
      { id: 2, line: [{ functionId: 3 }, { functionId: 2 }] },
      { id: 3, address: 0xabc },
    ],
    function: [
      { id: 1, name: 5 },
      { id: 2, name: 6 },
      { id: 3, name: 7 },
    ],
    timeNanos: '1700000000000000001',
    durationNanos: '1000000000',
    period: 10_000_000,
  };
  const encode = (value: object) => loadPprof().encode(value);
  const expected = {
    timeNs: 1_700_000_000_000_000_001n,
    stacks: ['main;work;inlined 5', 'main;0xabc 1'],
  };

  test('packed by gzip, as Go writes it', () => checkStacks(gzipSync(encode(message)), expected));

  test('plain', () => checkStacks(encode(message), expected));

  test('of times only counts periods', () =>
    checkStacks(
      encode({
        ...message,
        sampleType: [{ type: 3, unit: 4 }],
        sample: [{ locationId: [1], value: [40_000_000] }],
      }),
      { ...expected, stacks: ['main 4'] },
    ));

  test('of memory is refused', async () => {
    const strings = ['', 'alloc_space', 'bytes'];
    const heap = { ...message, stringTable: strings, sampleType: [{ type: 1, unit: 2 }] };
    expect(await readProfile(encode(heap), 'heap')).toEqual({
      problem: 'The profile is not of CPU time: it counts alloc_space/bytes.',
    });
  });
});

describe('refused with a reason', () => {
  test.each([
    ['broken JSON', Buffer.from('{"nodes": ['), 'begins as JSON but is not'],
    ['another JSON', Buffer.from('{"a": 1}'), 'no .cpuprofile'],
    ['nodes without IDs', Buffer.from('{"nodes": [{}], "samples": []}'), 'no nodes with IDs'],
    ['text', Buffer.from('hello, world'), 'neither a .cpuprofile nor a pprof'],
    ['nothing', Buffer.alloc(0), 'neither a .cpuprofile nor a pprof'],
  ])('%s', async (_name, file, problem) => {
    expect(await readProfile(file, 'x')).toEqual({
      problem: expect.stringContaining(problem) as string,
    });
  });

  test('broken gzip', async () => {
    const broken = gzipSync('x').subarray(0, 12);
    await expect(readProfile(broken, 'x')).rejects.toThrow('not gzip');
  });
});
