// The same host tests in a downloaded desktop VS Code, for machines with internet.
import { mkdtempSync, existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { buildHostTests } from './lib/hostTests.mjs';
import { fromRoot, root } from './lib/paths.mjs';

const resultFile = join(mkdtempSync(join(tmpdir(), 'pxl-host-')), 'result.json');
const code = await runTests({
  version: process.env.VSCODE_VERSION ?? 'stable',
  extensionDevelopmentPath: root,
  extensionTestsPath: await buildHostTests(),
  extensionTestsEnv: { PXL_HOST_RESULT: resultFile, PXL_TEST: '1' },
  launchArgs: [fromRoot('examples'), '--disable-extensions', '--disable-workspace-trust'],
});
const result = existsSync(resultFile) ? JSON.parse(readFileSync(resultFile, 'utf8')) : undefined;
console.log(
  `Host tests: ${result?.passed ?? 0} passed, ${result?.failed ?? 0} failed, ${result?.skipped ?? 0} skipped`,
);
process.exit(code === 0 && (result?.passed ?? 0) > 0 ? 0 : 1);
