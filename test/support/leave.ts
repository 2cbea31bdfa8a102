/** Runs a script on the address it is given, cancels when asked to, and must then end by itself. */
import { apiKeyCredentials, createVizierRunner } from '#runner';

const [address = '', kind] = process.argv.slice(2);
const runner = createVizierRunner({
  address,
  credentials: apiKeyCredentials('key'),
  transport: { kind: kind === 'tls' ? 'tls' : 'plaintext' },
  peer: 'pixie',
});
const abort = new AbortController();
process.once('message', () => {
  abort.abort();
  process.disconnect();
});

const request = {
  clusterId: 'c',
  script: 'import px',
  queryName: 'q',
  mutation: false,
  execFuncs: [],
};

async function run(): Promise<void> {
  for await (const event of runner.run(request, abort.signal)) {
    if (event.kind !== 'cancelled') process.exitCode = 3;
  }
  runner.dispose();
}
void run();
