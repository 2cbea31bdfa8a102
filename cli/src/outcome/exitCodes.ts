/** Exit codes of `pxl`, and the text about them in `--help`. */

export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  incomplete: 4,
  interrupted: 130,
  terminated: 143,
} as const;

export const EXIT_HELP = `
Exit codes:
  0    done; also when the reader of the output stops early, as "head" does
  1    failed or refused: the script, the cluster, the connection, or writing the output
  2    wrong usage, or a choice that is missing; nothing was run
  4    done, but rows of a table may be missing
  130  cancelled by Ctrl+C (143 by SIGTERM)
`;
