/** The variables of a program that sends telemetry, in the forms people paste them. */

export interface EnvironmentForm {
  readonly label: string;
  readonly detail: string;
  /** @param variables as NAME=value; none of them has a space or a quote. */
  readonly text: (variables: readonly string[]) => string;
}

export const ENVIRONMENT_FORMS: readonly EnvironmentForm[] = [
  {
    label: 'Shell',
    detail: 'export NAME=value, for a terminal or a start script.',
    text: (variables) => lines(variables.map((one) => `export ${one}`)),
  },
  {
    label: 'PowerShell',
    detail: '$env:NAME = "value"',
    text: (variables) =>
      lines(variables.map((one) => one.replace(/^([^=]+)=(.*)$/s, '$env:$1 = "$2"'))),
  },
  {
    label: '.env File',
    detail: 'NAME=value, one a line. Also for envFile in launch.json and env_file in Compose.',
    text: lines,
  },
  {
    label: 'docker run',
    detail: "Options for docker run. The container shares this machine's network (Linux).",
    text: (variables) =>
      `--network host \\\n${variables.map((one) => `  -e ${one}`).join(' \\\n')}\n`,
  },
];

function lines(texts: readonly string[]): string {
  return texts.map((one) => `${one}\n`).join('');
}
