/** What "Copy OTLP Endpoint…" puts on the clipboard. */
import { expect, test } from 'vitest';
import { ENVIRONMENT_FORMS } from '../../../client/src/telemetry/environmentForms.ts';

const VARIABLES = ['A=http://127.0.0.1:4318', 'B=pixie-api-key=k'];

test.each([
  ['Shell', 'export A=http://127.0.0.1:4318\nexport B=pixie-api-key=k\n'],
  ['PowerShell', '$env:A = "http://127.0.0.1:4318"\n$env:B = "pixie-api-key=k"\n'],
  ['.env File', 'A=http://127.0.0.1:4318\nB=pixie-api-key=k\n'],
  ['docker run', '--network host \\\n  -e A=http://127.0.0.1:4318 \\\n  -e B=pixie-api-key=k\n'],
])('%s', (label, expected) => {
  const form = ENVIRONMENT_FORMS.find((one) => one.label === label);
  expect(form?.text(VARIABLES)).toBe(expected);
});
