/**
 * What an author waits for while typing, over real standard input and output. Pyright's numbers on
 * the same files stand beside: it reads them as Python that imports something it does not know.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Range,
} from 'vscode-languageserver/node';
import { ensurePyright } from '../../scripts/lib/pyright.mjs';
import { examples, exampleScript, middleLine, typedLine } from './exampleScript.ts';
import type { Measurement } from './measurement.ts';

const root = join(import.meta.dirname, '..', '..');
const OURS = { name: '', languageId: 'pxl', path: join(root, 'dist', 'server.js') };
type Server = typeof OURS;

const STARTS = 10;
const KEYSTROKES = 300;
const LENGTHS = [500, 2000];
const OPEN_SCRIPTS = 50;
const IDLE_MS = 3_000;

export async function measure(): Promise<readonly Measurement[]> {
  const ours = await measureServer(OURS);
  const others = await ensurePyright().then(
    (path) => measureServer({ name: 'Pyright: ', languageId: 'python', path }),
    (error: unknown) => {
      console.log(`  Pyright is not measured: ${String(error)}`);
      return [];
    },
  );
  return ours.flatMap((one, index) => [one, ...others.slice(index, index + 1)]);
}

async function measureServer(server: Server): Promise<readonly Measurement[]> {
  const found = [await ready(server)];
  for (const lineCount of LENGTHS) found.push(...(await typing(server, lineCount)));
  return [...found, await memory(server)];
}

interface Session {
  readonly child: ChildProcess;
  readonly connection: ProtocolConnection;
  /** Milliseconds from the start of the process to its answer. */
  readonly readyMs: number;
  open(uri: string, text: string): Promise<void>;
  /** The problems of a version have come. */
  published(uri: string, version: number): Promise<void>;
  end(): void;
}

async function start({ path, languageId }: Server): Promise<Session> {
  const startMs = performance.now();
  const child = spawn(process.execPath, [path, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const waiting = new Set<(params: PublishDiagnosticsParams) => void>();
  connection.onNotification(
    'textDocument/publishDiagnostics',
    (params: PublishDiagnosticsParams) => {
      for (const look of waiting) look(params);
    },
  );
  connection.onRequest('workspace/configuration', () => [{}]);
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('window/workDoneProgress/create', () => null);
  connection.listen();
  const rootUri = 'file:///bench';
  const workspaceFolders = [{ uri: rootUri, name: 'bench' }];
  const options = { processId: process.pid, rootUri, workspaceFolders, capabilities: {} };
  await connection.sendRequest('initialize', options);
  const readyMs = performance.now() - startMs;
  await connection.sendNotification('initialized', {});
  return {
    child,
    connection,
    readyMs,
    open: (uri, text) =>
      connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId, version: 1, text },
      }),
    published: (uri, version) =>
      new Promise((resolve) => {
        const look = (params: PublishDiagnosticsParams) => {
          if (params.uri !== uri || (params.version ?? version) < version) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
      }),
    end: () => {
      connection.dispose();
      child.kill();
    },
  };
}

async function ready(server: Server): Promise<Measurement> {
  const samples: number[] = [];
  for (let round = 0; round < STARTS; round += 1) {
    const session = await start(server);
    samples.push(session.readyMs);
    session.end();
  }
  return { what: `${server.name}server ready after spawn`, unit: 'ms', samples };
}

/** A line is typed, letter by letter, into a function in the middle of a long script. */
async function typing(server: Server, lineCount: number): Promise<readonly Measurement[]> {
  const session = await start(server);
  const uri = 'file:///bench/long.pxl';
  const text = exampleScript(lineCount);
  const first = session.published(uri, 1);
  await session.open(uri, text);
  await first;
  // An author reads before typing; a server may use the time.
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  const line = middleLine(text);
  const keystrokesMs: number[] = [];
  const completionsMs: number[] = [];
  const warmUp = 200;
  let version = 1;
  const change = async (range: Range, typed: string): Promise<void> => {
    version += 1;
    const told = session.published(uri, version);
    await session.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range, text: typed }],
    });
    await told;
  };
  const at = (character: number) => ({ line, character });
  for (let round = 1; keystrokesMs.length < KEYSTROKES + warmUp; round += 1) {
    const typed = typedLine(round);
    await change({ start: at(0), end: at(0) }, '    \n');
    for (const [index, letter] of typed.split('').entries()) {
      const startMs = performance.now();
      await change({ start: at(4 + index), end: at(4 + index) }, letter);
      keystrokesMs.push(performance.now() - startMs);
      const askedMs = performance.now();
      await session.connection.sendRequest('textDocument/completion', {
        textDocument: { uri },
        position: at(5 + index),
      });
      completionsMs.push(performance.now() - askedMs);
    }
    await change({ start: at(0), end: { line: line + 1, character: 0 } }, '');
  }
  session.end();
  const lines = lineCount.toLocaleString('en');
  return [
    {
      what: `${server.name}first ${String(warmUp)} keystrokes, ${lines} lines`,
      unit: 'ms',
      samples: keystrokesMs.slice(0, warmUp),
    },
    {
      what: `${server.name}keystroke to problems, ${lines} lines`,
      unit: 'ms',
      samples: keystrokesMs.slice(warmUp),
    },
    {
      what: `${server.name}completion, ${lines} lines`,
      unit: 'ms',
      samples: completionsMs.slice(warmUp),
    },
  ];
}

async function memory(server: Server): Promise<Measurement> {
  const session = await start(server);
  const texts = examples();
  const told: Promise<void>[] = [];
  for (let index = 0; index < OPEN_SCRIPTS; index += 1) {
    // Two examples each: the size of an official script.
    const text = [0, 1].map((one) => texts[(index + one) % texts.length] ?? '').join('\n');
    const uri = `file:///bench/script${String(index)}.pxl`;
    told.push(session.published(uri, 1));
    await session.open(uri, text);
  }
  await Promise.all(told);
  const rss = execFileSync('ps', ['-o', 'rss=', '-p', String(session.child.pid)], {
    encoding: 'utf8',
  });
  session.end();
  const what = `${server.name}memory with ${String(OPEN_SCRIPTS)} open scripts`;
  return { what, unit: 'MB', samples: [Number(rss) / 1024] };
}
