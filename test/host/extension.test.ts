// The extension inside VS Code: activation, commands, runs on the local cluster.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TestApi } from '../../client/src/extension.ts';
import type { RunSummary } from '../../client/src/run/runSession.ts';

const EXTENSION_ID = 'pxl-tools.pxl';
const HOST_CLUSTER = '05700000-0000-4000-8000-000000000002';
const DEMO_CLUSTER = '0de30000-0000-4000-8000-000000000001';
const SCRIPT =
  "import px\ndf = px.DataFrame('http_events', start_time='-1m')\npx.display(df.head(100))\n";
const LONG_SCRIPT = SCRIPT.replace('-1m', '-30m').replace('.head(100)', '.head(100000)');

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

function extension(): vscode.Extension<TestApi> {
  const found = vscode.extensions.getExtension<TestApi>(EXTENSION_ID);
  assert.ok(found, 'the extension is not installed');
  return found;
}

/** Resolves when the condition holds; it is looked at after every event. */
function until(event: vscode.Event<unknown>, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (holds()) return resolve();
    const subscription = event(() => {
      if (!holds()) return;
      subscription.dispose();
      resolve();
    });
  });
}

async function openText(content: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language: 'pxl', content });
  await vscode.window.showTextDocument(document);
  return document;
}

const run = (argument?: unknown) =>
  vscode.commands.executeCommand<RunSummary | undefined>('pxl.runScript', argument);

const selectCluster = (id: string, name: string) =>
  vscode.commands.executeCommand('pxl.selectCluster', {
    kind: 'cluster',
    connection: { kind: 'local', name: 'Local' },
    cluster: { id, name },
  });

suite('extension', () => {
  test('activates without the local cluster, with Demo selected', async () => {
    const { localPid, selectedClusterId } = await extension().activate();
    assert.equal(localPid(), undefined);
    assert.equal(selectedClusterId(), DEMO_CLUSTER);
  });

  test('registers exactly the commands of the manifest', async () => {
    const { contributes } = extension().packageJSON as Manifest;
    const registered = (await vscode.commands.getCommands(true)).filter(
      // A view brings commands of its own.
      (id) => id.startsWith('pxl.') && !/^pxl\.(clusters|welcome)\./.test(id),
    );
    const declared = contributes.commands.map(({ command }) => command);
    assert.deepEqual(registered.sort(), declared.sort());
  });

  test('lists both local clusters without starting their process', async () => {
    await vscode.commands.executeCommand('pxl.clusters.focus');
    await vscode.commands.executeCommand('pxl.refreshClusters');
    assert.equal(extension().exports.localPid(), undefined);
  });

  test('keeps the selected cluster', async () => {
    const { selectedClusterId } = extension().exports;
    await selectCluster(HOST_CLUSTER, 'This machine');
    assert.equal(selectedClusterId(), HOST_CLUSTER);
    await selectCluster(DEMO_CLUSTER, 'Demo (simulated)');
    assert.equal(selectedClusterId(), DEMO_CLUSTER);
  });

  test('runs an unsaved script on Demo and leaves the focus in the editor', async () => {
    const document = await openText(SCRIPT);
    const summary = await run();
    assert.deepEqual(summary?.outcome, { kind: 'done' });
    assert.equal(summary.rows.get('output'), 100);
    assert.ok(summary.stats, 'no statistics');
    assert.equal(vscode.window.activeTextEditor?.document, document);
    assert.notEqual(extension().exports.localPid(), undefined);
  });

  test('streams more rows than wait for the page', async () => {
    const page = join(extension().extensionPath, 'dist', 'webview', 'main.js');
    // Without the page nobody acknowledges rows, and the run is rightly held back.
    assert.ok(existsSync(page), 'dist/webview/main.js is missing; npm run build makes it');
    await openText(LONG_SCRIPT);
    const summary = await run();
    assert.deepEqual(summary?.outcome, { kind: 'done' });
    assert.ok((summary.rows.get('output') ?? 0) >= 10_000, 'too few rows');
  });

  test('runs an example with the functions of its vis.json', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const script = vscode.Uri.joinPath(folder, 'http-latency', 'http-latency.pxl');
    await vscode.window.showTextDocument(script);
    const summary = await run(script);
    assert.deepEqual(summary?.outcome, { kind: 'done' });
    assert.deepEqual(
      [...summary.header.functions],
      ['over_time(start_time="-5m", service="")', 'by_service(start_time="-5m", service="")'],
    );
  });

  test('marks a compile error at its place and clears it with the next edit', async () => {
    const document = await openText(
      "import px\ndf = px.DataFrame('no_such_table', start_time='-1m')\npx.display(df)\n",
    );
    const summary = await run();
    assert.equal(summary?.outcome.kind, 'failed');
    const problems = () => vscode.languages.getDiagnostics(document.uri);
    await until(vscode.languages.onDidChangeDiagnostics, () => problems().length > 0);
    const marked = problems().map(({ source, range }) => ({
      source,
      text: document.getText(range),
      from: [range.start.line, range.start.character],
    }));
    assert.deepEqual(marked, [
      { source: 'pixie', text: "('no_such_table', start_time='-1m')", from: [1, 17] },
    ]);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, 3, 0), SCRIPT);
    await vscode.workspace.applyEdit(edit);
    await until(vscode.languages.onDidChangeDiagnostics, () => problems().length === 0);
  });

  test('cancels a run at once', async () => {
    await openText(LONG_SCRIPT);
    const running = run();
    await vscode.commands.executeCommand('pxl.showResults');
    const { runState } = extension().exports;
    while (runState().kind !== 'running') await new Promise((resolve) => setImmediate(resolve));
    await vscode.commands.executeCommand('pxl.cancelRun');
    assert.deepEqual((await running)?.outcome, { kind: 'cancelled' });
  });

  test('refuses an empty script and one that is not PxL', async () => {
    await openText('  \n');
    assert.equal(await run(), undefined);
    const text = await vscode.workspace.openTextDocument({ language: 'json', content: '{}' });
    await vscode.window.showTextDocument(text);
    assert.equal(await run(), undefined);
  });

  test('says that the local cluster died, and starts it again with the next run', async () => {
    const { localPid } = extension().exports;
    const pid = localPid();
    assert.ok(pid);
    process.kill(pid, 'SIGKILL');
    while (localPid() === pid) await new Promise((resolve) => setImmediate(resolve));
    await openText(SCRIPT);
    const summary = await run();
    assert.deepEqual(summary?.outcome, { kind: 'done' });
    assert.notEqual(localPid(), pid);
  });

  test('opens a recording as a cluster, runs on it and closes it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pxl-recording-'));
    const recording = join(folder, 'incident');
    const cli = extension().extensionPath + '/dist/cli.js';
    const options = ['--out', recording, '--table', 'http_events', '--last', '1m'];
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
    execFileSync(process.execPath, [cli, 'record', ...options], { env });
    await vscode.commands.executeCommand('pxl.openRecording', vscode.Uri.file(recording));
    assert.notEqual(extension().exports.selectedClusterId(), DEMO_CLUSTER);
    await openText(SCRIPT);
    const summary = await run();
    assert.deepEqual(summary?.outcome, { kind: 'done' });
    assert.deepEqual([...summary.rows.values()], [100]);
    await vscode.commands.executeCommand('pxl.closeRecording', {
      kind: 'connection',
      connection: { kind: 'recording', name: 'incident', folder: recording },
    });
    assert.equal(extension().exports.selectedClusterId(), undefined);
    await selectCluster(DEMO_CLUSTER, 'Demo (simulated)');
    rmSync(folder, { recursive: true });
  });

  test('copies what programs need to send their telemetry', async () => {
    await vscode.commands.executeCommand('pxl.copyOtlpEndpoint', '.env File');
    const [endpoint, headers] = (await vscode.env.clipboard.readText()).split('\n');
    assert.match(endpoint ?? '', /^OTEL_EXPORTER_OTLP_ENDPOINT=http:\/\/127\.0\.0\.1:\d+$/);
    assert.match(headers ?? '', /^OTEL_EXPORTER_OTLP_HEADERS=pixie-api-key=[0-9a-f]+$/);
  });

  test('imports a CPU profile into This machine', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pxl-profile-'));
    const program = `program-${process.pid}`;
    const file = vscode.Uri.file(join(folder, `${program}.cpuprofile`));
    const profile = { nodes: [{ id: 1, callFrame: { functionName: 'f' } }], samples: [1, 1] };
    writeFileSync(file.fsPath, JSON.stringify(profile));
    await vscode.commands.executeCommand('pxl.importProfile', file);
    rmSync(folder, { recursive: true });
    await selectCluster(HOST_CLUSTER, 'This machine');
    await openText(`import px
df = px.DataFrame('stack_traces.beta')
df = df[df.ctx['service'] == 'default/${program}']
px.display(df[['stack_trace', 'count']])
`);
    const summary = await run();
    assert.equal(summary?.rows.get('output'), 1);
    await selectCluster(DEMO_CLUSTER, 'Demo (simulated)');
  });

  test('opens a copy of an example, which keeps its edits and runs', async () => {
    await vscode.commands.executeCommand('pxl.openExamples', 'dns');
    const first = vscode.window.activeTextEditor?.document;
    assert.match(first?.uri.path ?? '', /\/examples\/dns\/dns\.pxl$/);
    assert.ok(first && !first.uri.path.startsWith(extension().extensionUri.path));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(first.uri, new vscode.Position(first.lineCount, 0), '# mine\n');
    await vscode.workspace.applyEdit(edit);
    await first.save();
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await vscode.commands.executeCommand('pxl.openExamples', 'dns');
    const again = vscode.window.activeTextEditor?.document;
    assert.match(again?.getText() ?? '', /# mine\n$/);
    const summary = await run();
    assert.deepEqual(summary?.outcome, { kind: 'done' });
    assert.ok(summary.header.functions.length > 0, 'its vis.json is not used');
  });

  test('keeps Enter for new lines after a finished word', () => {
    const settings = vscode.workspace.getConfiguration('editor', { languageId: 'pxl' });
    assert.equal(settings.get('acceptSuggestionOnEnter'), 'smart');
  });

  test('settings have the documented defaults', () => {
    const settings = vscode.workspace.getConfiguration('pxl');
    assert.deepEqual(settings.get('connections'), []);
    assert.equal(settings.get('codeLens.enabled'), true);
  });
});
