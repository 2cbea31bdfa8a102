import type { Browser } from 'playwright-core';

/** What looking for a browser needs to know and do. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly isRoot: boolean;
  readonly exists: (path: string) => boolean;
  /** Whether the program runs at all: a script that only points elsewhere does not. */
  readonly starts: (path: string) => boolean;
  /** Where Playwright keeps the browser it downloads. */
  readonly playwrightPath: () => string;
  /** @returns why the command failed; undefined when it succeeded in time */
  readonly run: (command: string, args: readonly string[], timeoutMs: number) => string | undefined;
  readonly log: (line: string) => void;
}

export function findBrowser(machine?: Machine): string | undefined;
export function ensureBrowser(machine?: Machine): string;
export function launchBrowser(): Promise<Browser>;
