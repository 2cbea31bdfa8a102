/** A disk whose answers a test releases by hand, and which counts what it is asked. */
import type { FileSystem, FolderEntry } from '../../../server/src/workspace/fileSystem.ts';

export class HeldFiles implements FileSystem {
  private readonly held: (() => void)[] = [];
  private isHolding = false;
  private readonly arrivals = new Set<() => void>();
  /** Reads, lists and stamps so far. */
  count = 0;

  /** @param files Texts by URI. */
  constructor(readonly files: Map<string, string>) {}

  hold(): void {
    this.isHolding = true;
  }

  /** Answers what has been asked, and all that will be. */
  release(): void {
    this.isHolding = false;
    for (const answer of this.held.splice(0)) answer();
  }

  /** Answers what has been asked, from the files as they are now. */
  releaseAsked(): void {
    for (const answer of this.held.splice(0)) answer();
  }

  /** Resolves when a question is held. */
  asked(): Promise<void> {
    if (this.held.length > 0) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        this.arrivals.delete(done);
        resolve();
      };
      this.arrivals.add(done);
    });
  }

  read(uri: string): Promise<string | undefined> {
    return this.answer(() => this.files.get(uri));
  }

  stamp(uri: string): Promise<string | undefined> {
    return this.answer(() => this.files.get(uri));
  }

  list(folder: string): Promise<readonly FolderEntry[]> {
    return this.answer(() =>
      [...this.files.keys()]
        .filter((uri) => uri.slice(0, uri.lastIndexOf('/')) === folder)
        .map((uri) => ({ name: uri.slice(folder.length + 1), kind: 'file' })),
    );
  }

  private answer<T>(from: () => T): Promise<T> {
    this.count += 1;
    if (!this.isHolding) return Promise.resolve(from());
    return new Promise((resolve) => {
      this.held.push(() => resolve(from()));
      for (const arrived of [...this.arrivals]) arrived();
    });
  }
}
