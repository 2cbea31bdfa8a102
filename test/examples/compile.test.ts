import { describe, expect, test } from 'vitest';
import { analyze, bundledCatalog, compile } from '#language';
import { fixedClock } from '../../engine/src/cluster/clock.ts';
import { demoCluster } from '../../clusters/src/demoCluster.ts';
import { hostCluster } from '../../clusters/src/hostCluster.ts';
import { columnsOfDisplay, executedFunctions, readExamples } from './readExamples.ts';

const NOW_NS = 1_700_000_000_000_000_000n;
const request = { catalog: bundledCatalog(), nowNs: NOW_NS };

describe.each(readExamples())('$name', ({ script, vis }) => {
  test('compiles as a file, without any problem', () => {
    const { status, problems, outputs } = analyze({ ...request, script });
    expect(problems).toEqual([]);
    expect(status).toBe('');
    expect(outputs.length).toBeGreaterThan(0);
  });

  test('compiles with the functions of its vis.json', () => {
    const execFuncs = executedFunctions(vis);
    const { status, outputs } = compile({ ...request, script, execFuncs });
    expect(status).toBe('');
    expect(outputs.map(({ name }) => name).toSorted()).toEqual(
      execFuncs.map(({ outputTablePrefix }) => outputTablePrefix).toSorted(),
    );
  });

  test('has the columns that its widgets show', () => {
    const { outputs } = compile({ ...request, script, execFuncs: executedFunctions(vis) });
    for (const { name, globalFuncOutputName, displaySpec } of vis.widgets) {
      const output = outputs.find((each) => each.name === (globalFuncOutputName ?? name));
      const columns = output?.relation.map((column) => column.name) ?? [];
      for (const column of columnsOfDisplay(displaySpec)) expect(columns).toContain(column);
    }
  });

  test('needs only tables of the demo cluster', () => {
    const { catalog } = demoCluster({ seed: 1, clock: fixedClock(NOW_NS) });
    expect(compile({ ...request, catalog, script }).status).toBe('');
  });
});

describe('on this machine', () => {
  const { catalog } = hostCluster({ clock: fixedClock(NOW_NS) });
  const compileOnHost = (name: string) => {
    const example = readExamples().find((each) => each.name === name);
    return compile({ ...request, catalog, script: example?.script ?? '' });
  };

  test.each(['process-resources', 'connections-map'])('%s compiles', (name) => {
    expect(compileOnHost(name).status).toBe('');
  });

  test('a script that needs another table says which', () => {
    expect(compileOnHost('dns').status).toContain("'dns_events'");
  });
});
