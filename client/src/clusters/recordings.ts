/** Recordings opened in this workspace: folders that are clusters of their own. */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { runError } from '#protocol/errors';
import { MANIFEST_FILE, readManifestText, type Manifest } from '#protocol/recording';
import { RunFailure, type ClusterInfo } from '#protocol/run';
import type { RecordingConnection } from '../connections/connection.ts';
import type { Memory } from '../workspace/memory.ts';

const KEY = 'pxl.recordings';

const connectionOf = (folder: string): RecordingConnection => ({
  kind: 'recording',
  name: basename(folder),
  folder,
});

/** In the order they were opened. */
export function openedRecordings(memory: Memory): readonly RecordingConnection[] {
  const kept = memory.get(KEY);
  const folders: readonly unknown[] = Array.isArray(kept) ? kept : [];
  return folders.filter((one) => typeof one === 'string').map(connectionOf);
}

/** @returns the recording's connection; opening one again changes nothing. */
export async function rememberRecording(
  memory: Memory,
  folder: string,
): Promise<RecordingConnection> {
  const folders = openedRecordings(memory).map(({ folder: opened }) => opened);
  if (!folders.includes(folder)) await memory.update(KEY, [...folders, folder]);
  return connectionOf(folder);
}

export async function forgetRecording(memory: Memory, folder: string): Promise<void> {
  const folders = openedRecordings(memory).map(({ folder: opened }) => opened);
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
  const { id, name, source, startNs, endNs } = await manifestOf(folder);
  return {
    id,
    name,
    status: 'HEALTHY',
    statusMessage: `Recorded ${timeOf(startNs)} to ${timeOf(endNs)}.`,
    vizierVersion: '',
    nodeCount: 0,
    instrumentedNodeCount: 0,
    lastHeartbeatNs: -1n,
    simulated: source.simulated,
  };
}

async function manifestOf(folder: string): Promise<Manifest> {
  let text: string;
  try {
    text = await readFile(join(folder, MANIFEST_FILE), 'utf8');
  } catch (error) {
    throw notRead(folder, error instanceof Error ? error.message : String(error));
  }
  const read = readManifestText(text);
  switch (read.kind) {
    case 'manifest':
      return read.manifest;
    case 'damaged':
      throw notRead(folder, `its ${MANIFEST_FILE} is damaged`);
    case 'newer':
      throw notRead(
        folder,
        `a later version of PxL wrote it (format ${String(read.formatVersion)})`,
      );
  }
}

function timeOf(ns: bigint): string {
  const date = new Date(Number(ns / 1_000_000n));
  return Number.isNaN(date.getTime()) ? '?' : date.toISOString();
}

const notRead = (folder: string, why: string): RunFailure =>
  new RunFailure(
    runError(
      'cluster',
      `${folder} isn't a recording that can be read: ${why}.`,
      'Open the folder that "PxL: Record Tables…" or "pxl record" wrote.',
    ),
  );
