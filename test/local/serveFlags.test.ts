/** The command line of the local cluster's process, and the settings that stand for it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defaultText, LIMITS } from '#protocol/localCluster';
import { serveFlagsOf } from '../../local/src/serveFlags.ts';

describe('a flag', () => {
  test.each([
    [['--query-timeout', '60'], { queryTimeoutMs: 60_000 }],
    [['--memory-limit', '512'], { memoryLimitBytes: 512 * 2 ** 20 }],
    [['--spill-limit', '8'], { spillLimitBytes: 8 * 2 ** 20 }],
    [['--disk-quota', '1'], { diskQuotaBytes: 2 ** 20 }],
  ])('%j is counted as the engine does', (args, expected) => {
    expect(serveFlagsOf(args).engine).toMatchObject(expected);
  });

  test.each([
    [['--query-timeout', '0'], '--query-timeout must be a positive whole number of seconds.'],
    [['--memory-limit', '1.5'], '--memory-limit must be a positive whole number of MiB.'],
    [['--otlp-port', '65536'], '--otlp-port must be between 0 and 65535.'],
    [['--port', 'x'], '--port must be a whole number.'],
    [['--tls-cert', 'a.pem'], 'Give --tls-cert and --tls-key together.'],
  ])('%j is refused', (args, message) => {
    expect(() => serveFlagsOf(args)).toThrow(message);
  });

  test('has a default', () => {
    const { port, otlpPort, asksForKey, tls, exitWithParent } = serveFlagsOf([]);
    expect({ port, otlpPort, asksForKey, tls, exitWithParent }).toEqual({
      port: 0,
      otlpPort: 4318,
      asksForKey: true,
      tls: 'none',
      exitWithParent: false,
    });
  });
});

test.each(Object.values(LIMITS))('$setting is a setting with the same default', (limit) => {
  const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly contributes: {
      readonly configuration: readonly {
        readonly properties: Readonly<Record<string, { readonly markdownDescription?: string }>>;
      }[];
    };
  };
  const settings = contributes.configuration.map(({ properties }) => properties[limit.setting]);
  const text = settings.find((setting) => setting !== undefined)?.markdownDescription ?? '';
  const shown = limit.default === undefined ? 'a quarter' : defaultText(limit);
  expect(text).toContain(shown);
});
