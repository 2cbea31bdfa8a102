export interface VsCodeServer {
  /** Of the server process. */
  readonly pid: number;
  readonly port: number;
  /** The remote URI of an absolute path. */
  remote(path: string): string;
  log(): string;
  readonly exited: Promise<void>;
  stop(): void;
  url(workspaceFolder: string, payload: readonly (readonly [string, string])[]): string;
}
export function ensureVsCodeWeb(): Promise<string>;
export function startVsCodeServer(options: {
  readonly dataDir: string;
  readonly settings?: object;
  readonly env?: Readonly<Record<string, string>>;
  readonly port?: number;
}): Promise<VsCodeServer>;
