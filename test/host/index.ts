// Mocha inside the extension host: VS Code calls run() and takes a rejection as failure.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';

interface TestRecord {
  readonly title: string;
  readonly error?: string;
  readonly skipped: boolean;
}

export function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', timeout: 60_000, reporter: 'spec', color: false });
  for (const file of readdirSync(__dirname).sort()) {
    if (file.endsWith('.test.js')) mocha.addFile(join(__dirname, file));
  }
  return new Promise((resolve, reject) => {
    const tests: TestRecord[] = [];
    const runner = mocha.run((failures) => {
      const resultFile = process.env['PXL_HOST_RESULT'];
      if (resultFile !== undefined) {
        const count = (wanted: (test: TestRecord) => boolean) => tests.filter(wanted).length;
        const failed = count((test) => test.error !== undefined);
        const skipped = count((test) => test.skipped);
        const passed = tests.length - failed - skipped;
        writeFileSync(resultFile, JSON.stringify({ passed, failed, skipped, tests }));
      }
      if (failures > 0) reject(new Error(`${String(failures)} host tests failed`));
      else resolve();
    });
    runner.on('pass', (test) => tests.push({ title: test.fullTitle(), skipped: false }));
    runner.on('pending', (test) => tests.push({ title: test.fullTitle(), skipped: true }));
    runner.on('fail', (test, error: Error) =>
      tests.push({ title: test.fullTitle(), skipped: false, error: error.message }),
    );
  });
}
