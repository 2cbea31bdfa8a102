/** Recordings opened in this workspace: folders that are clusters of their own. */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { runError } from '#protocol/errors';
import { RunFailure, type ClusterInfo } from '#protocol/run';
import type { Memory } from '../workspaceMemory.ts';
import type { Connection } from './connection.ts';

const KEY = 'pxl.recordings';

const connectionOf = (folder: string): Connection => ({
  id: `recording:${folder}`,
  name: basename(folder),
  address: undefined,
  recording: folder,
});

/** In the order they were opened. */
export function openedRecordings(memory: Memory): readonly Connection[] {
  const kept = memory.get(KEY);
  const folders: readonly unknown[] = Array.isArray(kept) ? kept : [];
  return folders.filter((one) => typeof one === 'string').map(connectionOf);
}

/** @returns the recording's connection; opening one again changes nothing. */
export async function rememberRecording(memory: Memory, folder: string): Promise<Connection> {
  const folders = openedRecordings(memory).map(({ recording }) => recording);
  if (!folders.includes(folder)) await memory.update(KEY, [...folders, folder]);
  return connectionOf(folder);
}

export async function forgetRecording(memory: Memory, folder: string): Promise<void> {
  const folders = openedRecordings(memory).map(({ recording }) => recording);
  await memory.update(
    KEY,
    folders.filter((one) => one !== folder),
  );
}

/**
 * The recording's cluster, from its manifest alone: its process starts with the first run and looks
 * at the rest. @throws RunFailure when there is no manifest to read.
 */
export async function recordingInfo(folder: string): Promise<ClusterInfo> {
  let manifest: Readonly<Record<string, unknown>>;
  try {
    const text = await readFile(join(folder, 'manifest.json'), 'utf8');
    manifest = { ...Object(JSON.parse(text)) } as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw notRead(folder, error instanceof Error ? error.message : String(error));
  }
  const { id, name, startNs, endNs } = manifest;
  if (typeof id !== 'string' || typeof name !== 'string') throw notRead(folder, 'it is damaged');
  const range = [startNs, endNs].map(timeOf);
  return {
    id,
    name,
    status: 'HEALTHY',
    statusMessage: `Recorded ${range.join(' to ')}.`,
    vizierVersion: '',
    nodeCount: 1,
    instrumentedNodeCount: 1,
    lastHeartbeatNs: -1n,
  };
}

function timeOf(ns: unknown): string {
  const milliseconds = typeof ns === 'string' && /^\d+$/.test(ns) ? BigInt(ns) / 1_000_000n : 0n;
  const date = new Date(Number(milliseconds));
  return Number.isNaN(date.getTime()) ? '?' : date.toISOString();
}

const notRead = (folder: string, why: string): RunFailure =>
  new RunFailure(
    runError(
      'cluster',
      `${folder} is no recording that can be read: ${why}.`,
      'Open the folder that "PxL: Record Tables…" or "pxl record" wrote.',
    ),
  );
