/** Failures that a command reports in one line: wrong use, and output that cannot be written. */

/** Something wrong with what the user gave, with what to do. */
export class UsageError extends Error {}

/** What was to be written could not be. */
export class OutputError extends Error {
  /** The reader of standard output went away, as `head` does: no error for the user. */
  readonly isClosedPipe: boolean;

  /** @param target What was written to, such as a file's name. */
  constructor(target: string, cause: NodeJS.ErrnoException) {
    super(`${target} cannot be written: ${REASONS[cause.code ?? ''] ?? cause.message}.`, { cause });
    this.isClosedPipe = cause.code === 'EPIPE';
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EDQUOT: 'the disk quota is used up',
  EISDIR: 'it is a folder',
  ENOENT: 'its folder does not exist',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'its folder does not exist',
  EROFS: 'the disk is read-only',
};
