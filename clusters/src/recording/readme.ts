/** The text beside a recording that tells a person, or another tool, what it holds. */
import { FORMAT_VERSION, type Manifest } from '#protocol/recording';

export function readmeText({ name, source, startNs, endNs, redaction, tables }: Manifest): string {
  const time = (ns: bigint) => new Date(Number(ns / 1_000_000n)).toISOString();
  const rows = tables.map(
    (table) => `| ${table.name} | ${String(table.rows)}${table.truncated ? ' (cut off)' : ''} |`,
  );
  return `# ${name}

${source.simulated ? 'Simulated telemetry' : 'Telemetry'} of the Pixie cluster "${source.clusterName}" from ${time(startNs)} to ${time(endNs)}, recorded by
PxL for VS Code. Redaction: ${redaction}.

    pxl run --cluster THIS_FOLDER script.pxl      run a script on it
    pxl serve --recording THIS_FOLDER             serve it to any Pixie client

In VS Code: "PxL: Open Recording…". In DuckDB: \`SELECT * FROM 'tables/*.parquet'\`, one table at a time.

| table | rows |
| ----- | ---- |
${rows.join('\n')}

## Format, version ${String(FORMAT_VERSION)}

- \`manifest.json\`: \`format\` is \`pxl-recording\`, \`formatVersion\` a whole number that rises when older
  readers would be wrong. \`startNs\` and \`endNs\` are nanoseconds since 1970 as decimal text; \`px.now()\`
  is \`endNs\`. \`tables\` has each table's \`name\`, \`file\`, number of \`rows\`, whether later rows were left
  out (\`truncated\`), and its \`columns\` with Pixie's data and semantic types.
- \`tables/*.parquet\`: the rows in the order they came. BOOLEAN, INT64 and FLOAT64 are Parquet's own
  types. TIME64NS is an INT64, nanoseconds since 1970. UINT128, such as a UPID, is a UUID of the same
  128 bits. STRING is UTF-8 text; a byte that is not UTF-8 stands as the private character U+10FE00
  plus the byte, and a true character of that range as the characters of its four bytes. Quantiles
  and JSON are text, exactly as Pixie gives them.
- \`metadata/*.parquet\`: pods, services, containers, processes and so on, one row each; lists and maps
  are JSON text, times nanoseconds since 1970, \`stopNs\` 0 for what still ran.
`;
}
