/** The official vis.json files beside their scripts: how many pass, why the others do not. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { analyze, bundledCatalog } from '#language';
import { checkScript } from '#ide';
import { generateVis, visNames } from '#vis';
import { NOW_NS } from './conformance.ts';

/** What is really wrong with them, seen by hand in pixie-io/pixie at 44d42f1. */
const WRONG: Readonly<Record<string, string>> = {
  'px/amqp_data': 'two widgets cover others; two variables that no function takes',
  'px/dns_query_summary':
    'its graph names total, unresolved and nx_domain, which the script renamed',
  'px/kafka_overview': 'edgeThresholds without edgeColorColumn',
  'px/namespace': 'the service list covers the last row of the service map',
  'px/nodes': 'the pods table has its icons from status; the column is pod_status',
  'px/sql_queries': 'two latency charts have the same place',
  'px/sql_query': 'as px/sql_queries',
  'px/stirling_errors': 'a widget of 12 columns begins at column 3, on another',
};

/** @param pixie A checkout of pixie-io/pixie. */
export function printOfficialVis(pixie: string): void {
  const root = join(pixie, 'src/pxl_scripts');
  const catalog = bundledCatalog();
  const counts = { files: 0, passed: 0, columns: 0, generated: 0 };
  const unexpected: string[] = [];
  for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!path.endsWith('.pxl')) continue;
    const script = readFileSync(join(root, path), 'utf8');
    const made = generateVis(analyze({ script, catalog, nowNs: NOW_NS }));
    if (made.kind === 'generated') {
      counts.generated += 1;
      const problems = checkScript(script, made.text, { catalog, nowNs: NOW_NS }).vis?.problems;
      for (const { message } of problems ?? []) unexpected.push(`made for ${path}: ${message}`);
    }
    const visFile = join(root, dirname(path), 'vis.json');
    if (!existsSync(visFile)) continue;
    const visText = readFileSync(visFile, 'utf8');
    const { vis } = checkScript(script, visText, { catalog, nowNs: NOW_NS });
    counts.files += 1;
    counts.columns +=
      vis === undefined ? 0 : visNames(vis).filter((one) => one.kind === 'column').length;
    const folder = dirname(path);
    const isWrong = vis?.problems.some(({ severity }) => severity !== 'information') ?? false;
    if (!isWrong) counts.passed += 1;
    if (isWrong !== Object.hasOwn(WRONG, folder)) unexpected.push(`${folder}: not as known`);
  }
  console.log(`\n${String(counts.files)} vis.json name ${String(counts.columns)} columns`);
  console.log(`${String(counts.passed)} of them pass, the others are really wrong:`);
  for (const [folder, reason] of Object.entries(WRONG)) console.log(`    ${folder}: ${reason}`);
  console.log(`${String(counts.generated)} scripts can be given a vis.json of their own`);
  for (const text of unexpected) console.log(`    unexpected: ${text}`);
  if (unexpected.length > 0) process.exitCode = 1;
}
