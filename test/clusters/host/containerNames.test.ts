import { createServer } from 'node:http';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  namesFromDocker,
  namesFromLogs,
  readContainerNames,
} from '../../../clusters/src/host/containerNames.ts';

const ID = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);
const container = (Id: string, name: string, Labels: Record<string, string> = {}) => ({
  Id,
  Names: [`/${name}`],
  Labels,
  Image: 'x',
  State: 'running',
});
const COMPOSE = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'db' };

test('log files of Kubernetes name pod, namespace and container', () => {
  const files = [`cart-5d-x7_shop_main-${ID}.log`, 'other.log', `no-id_shop_main-12.log`];
  expect([...namesFromLogs(files)]).toEqual([
    [ID, { name: 'main', pod: 'cart-5d-x7', namespace: 'shop', service: '' }],
  ]);
});

test('Docker names containers, and compose their services', () => {
  const answer = [container(ID, 'shop-db-1', COMPOSE), container(OTHER, 'plain')];
  expect([...namesFromDocker(JSON.stringify(answer))]).toEqual([
    [ID, { name: 'shop-db-1', pod: 'shop-db-1', namespace: 'shop', service: 'db' }],
    [OTHER, { name: 'plain', pod: '', namespace: '', service: '' }],
  ]);
});

test.each(['', '{}', '[1, {"Id": 5}, {"Id": "x"}]', '<html>'])('no names are in %j', (answer) => {
  expect(namesFromDocker(answer).size).toBe(0);
});

test('both are asked where they are, and missed nowhere else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pxl-names-'));
  const socket = join(folder, 'docker.sock');
  mkdirSync(join(folder, 'logs'));
  writeFileSync(join(folder, 'logs', `cart_shop_main-${OTHER}.log`), '');
  const asked: string[] = [];
  const docker = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end(JSON.stringify([container(ID, 'plain')]));
  });
  await new Promise<void>((resolve) => docker.listen(socket, resolve));
  const names = await readContainerNames(join(folder, 'logs'), socket);
  expect([...names.values()].map(({ name }) => name).sort()).toEqual(['main', 'plain']);
  expect(asked).toEqual(['/containers/json?all=1']);
  await new Promise((resolve) => docker.close(resolve));
  expect((await readContainerNames(join(folder, 'none'), join(folder, 'gone.sock'))).size).toBe(0);
  rmSync(folder, { recursive: true });
});
