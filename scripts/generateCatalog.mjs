// Writes language/src/catalog/data from reference files about Pixie's functions and tables.
//   node scripts/generateCatalog.mjs FOLDER     with udfs.json and tables.json in FOLDER
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromRoot } from './lib/paths.mjs';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Name the folder with udfs.json and tables.json.');
  process.exit(2);
}
const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const udfs = read('udfs.json');
const tables = read('tables.json');

// The recorded planner has this one besides the production tables.
const ALSO_PRODUCTION = ['tcp_stats_events'];

const column = ({ name, type, semantic_type, desc, values }) => ({
  name,
  dataType: type,
  semanticType: semantic_type,
  description: desc,
  ...(values === undefined ? {} : { values }),
});

const executor = (value) =>
  value === 'UDF_PEM' ? 'pem' : value === 'UDF_KELVIN' ? 'kelvin' : 'all';

function semantics({
  rules,
  inherit_if_all_args,
  inherit_any_type,
  inherit_any_type_if_args_equal,
}) {
  const everywhere = (rules ?? []).find(({ args }) => args === 'all *');
  return {
    ...(rules === undefined ? {} : { rules: rules.filter((rule) => rule !== everywhere) }),
    ...(everywhere === undefined ? {} : { always: everywhere.out }),
    ...(inherit_if_all_args === undefined ? {} : { inherits: inherit_if_all_args }),
    ...(inherit_any_type === true ? { inherits: 'any' } : {}),
    ...(inherit_any_type_if_args_equal === undefined
      ? {}
      : { inherits: 'any', inheritArgs: inherit_any_type_if_args_equal }),
  };
}

const functions = udfs.functions
  .filter(({ kind }) => kind !== 'udtf')
  .map((info) => ({
    name: info.name,
    kind: info.kind === 'uda' ? 'uda' : 'udf',
    description: info.description,
    overloads: info.overloads.map(({ args, init_args, returns }) => ({
      args,
      ...(init_args === undefined ? {} : { initArgCount: init_args.length }),
      returns,
    })),
    args: info.args.map(({ name, desc }) => ({ name, description: desc })),
    ...semantics(info.semantic ?? {}),
    executor: executor(info.executor),
    ...(info.example === undefined ? {} : { example: info.example }),
  }));
const udtfs = udfs.functions
  .filter(({ kind }) => kind === 'udtf')
  .map(({ name, description, args, columns }) => ({
    name,
    description,
    args: args.map((arg) => ({
      name: arg.name,
      dataType: arg.type,
      semanticType: arg.semantic_type ?? 'ST_NONE',
      description: arg.desc,
      ...(arg.default === undefined ? {} : { defaultValue: arg.default }),
    })),
    columns: columns.map(column),
  }));
const tableList = tables.tables.map(({ name, description, available, columns }) => ({
  name,
  description,
  production: available === 'production' || ALSO_PRODUCTION.includes(name),
  columns: columns.map(column),
}));

const target = fromRoot('language', 'src', 'catalog', 'data');
mkdirSync(target, { recursive: true });
const write = (name, content) =>
  writeFileSync(join(target, name), `${JSON.stringify(content, undefined, 1)}\n`);
write('functions.json', {
  provenance: udfs.meta.source,
  functions,
  udtfs,
  enumTables: udfs.enum_tables,
});
write('tables.json', { provenance: tables.meta.source, tables: tableList });
console.log(
  `${functions.length} functions, ${udtfs.length} table functions, ${tableList.length} tables`,
);
