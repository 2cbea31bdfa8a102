/** Folders of spilled rows outlive only the processes that use them. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  keptFolderNotice,
  spillFolder,
  sweepSpillFolders,
} from '../../../engine/src/store/spillFolders.ts';

let parent = '';
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'pxl-sweep-'));
});
afterEach(() => {
  rmSync(parent, { recursive: true, force: true });
});

describe('sweeping', () => {
  test('removes what an ended process left, and nothing else', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const dead = `pxl-${String(pid)}.spill`;
    const others = [`pxl-${String(process.pid)}.spill`, 'pxl-bench', 'pxl-x.spill'];
    for (const name of [dead, ...others]) {
      mkdirSync(join(parent, name));
      writeFileSync(join(parent, name, 'block'), 'rows');
    }
    expect(sweepSpillFolders(parent)).toEqual({ removed: [join(parent, dead)], kept: [] });
    expect(others.filter((name) => existsSync(join(parent, name)))).toEqual(others);
  });

  test('names a folder that cannot be removed, with the reason', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const path = join(parent, `pxl-${String(pid)}.spill`);
    mkdirSync(path);
    const { removed, kept } = sweepSpillFolders(parent, () => {
      throw new Error('EACCES: permission denied');
    });
    expect(removed).toEqual([]);
    expect(kept.map(keptFolderNotice)).toEqual([
      `Rows that an ended local cluster spilled to ${path} cannot be removed (EACCES: permission denied); delete the folder to free its room.`,
    ]);
  });

  test('leaves the folder of this process', () => {
    mkdirSync(spillFolder(parent));
    expect(sweepSpillFolders(parent)).toEqual({ removed: [], kept: [] });
  });
});
