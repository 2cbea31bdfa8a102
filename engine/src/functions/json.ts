/** Functions over JSON text. @see src/carnot/funcs/builtins/json_ops.h in pixie-io/pixie */
import { jsonString, plainText, readJson, untilNul, type Json } from '#proto';
import type { ScriptFunction } from '../store/scriptFunctions.ts';
import { argSql, sql, type ScalarRule, type SqlArg } from './rules.ts';
import { bytesOfText, textOfBytes } from './bytes.ts';

const script = (name: string): ScalarRule =>
  sql((args) => `px_js_${name}(${args.map((arg) => arg.sql).join(', ')})`);

/** Without the white space of JSON in front. */
const trimmed = (text: string): string => `ltrim(${text}, E' \\t\\n\\r')`;

/** Most texts never hold JSON of that kind: the database looks at the start before the call. */
const guarded = (name: string, start: string, otherwise: string): ScalarRule =>
  sql((args) => {
    const [text, key] = [argSql(args, 0), argSql(args, 1)];
    return `(CASE WHEN starts_with(${trimmed(text)}, '${start}')
      THEN px_js_${name}(${text}, ${key}) ELSE ${otherwise} END)`;
  });

/** An array is searched, any other text is compared. */
const hasValue = sql((args) => {
  const [list, value] = [argSql(args, 0), argSql(args, 1)];
  return `(CASE WHEN starts_with(${trimmed(list)}, '[') THEN px_js_has_value(${list}, ${value})
    ELSE ${list} = ${value} END)`;
});

/** Quotes a string column for JSON. */
const quoted = (arg: SqlArg): string => `to_json(${arg.sql})::VARCHAR`;

/** `{label, script, args}` of a link to another script; names and values alternate. */
function scriptReference(args: readonly SqlArg[]): string {
  const [label, name, ...pairs] = args;
  if (label === undefined || name === undefined) throw new Error('a link without label or script');
  const members: string[] = [];
  for (let at = 0; at + 1 < pairs.length; at += 2) {
    const [key, value] = pairs.slice(at, at + 2);
    if (key !== undefined && value !== undefined) {
      members.push(`${quoted(key)} || ':' || ${quoted(value)}`);
    }
  }
  const body = members.length === 0 ? "''" : members.join(` || ',' || `);
  return `('{"label":' || ${quoted(label)} || ',"script":' || ${quoted(name)} || ',"args":{' || ${body} || '}}')`;
}

export const JSON_FUNCTIONS: Readonly<Record<string, ScalarRule>> = {
  pluck: guarded('pluck', '{', "''"),
  pluck_int64: guarded('pluck_int64', '{', '0::BIGINT'),
  pluck_float64: guarded('pluck_float64', '{', '0::DOUBLE'),
  pluck_array: guarded('pluck_array', '[', "''"),
  split: script('split'),
  has_value: hasValue,
  has_service_id: hasValue,
  has_service_name: hasValue,
  _script_reference: sql(scriptReference),
  script_reference: sql(scriptReference),
};

export const JSON_SCRIPTS: readonly ScriptFunction[] = [
  {
    name: 'pluck',
    parameters: ['STRING', 'STRING'],
    returns: 'STRING',
    call: (text, key) => plainText(member(String(text), String(key))),
  },
  {
    name: 'pluck_int64',
    parameters: ['STRING', 'STRING'],
    returns: 'INT64',
    call: (text, key) => {
      const value = member(String(text), String(key));
      if (value?.kind !== 'integer' || value.value >= 2n ** 63n) return 0n;
      return value.value;
    },
  },
  {
    name: 'pluck_float64',
    parameters: ['STRING', 'STRING'],
    returns: 'FLOAT64',
    call: (text, key) => {
      const value = member(String(text), String(key));
      return value?.kind === 'double' ? value.value : 0;
    },
  },
  {
    name: 'pluck_array',
    parameters: ['STRING', 'INT64'],
    returns: 'STRING',
    call: (text, index) => {
      const value = readJson(String(text));
      if (value?.kind !== 'array' || BigInt(index) < 0n) return '';
      return plainText(value.items[Number(index)]);
    },
  },
  {
    name: 'split',
    parameters: ['STRING', 'STRING'],
    returns: 'STRING',
    call: (text, delimiter) => {
      const parts =
        delimiter === ''
          ? bytesApart(untilNul(String(text)))
          : untilNul(String(text)).split(untilNul(String(delimiter)));
      return `[${parts.map(jsonString).join(',')}]`;
    },
  },
  {
    name: 'has_value',
    parameters: ['STRING', 'STRING'],
    returns: 'BOOLEAN',
    call: (text, value) => {
      const list = readJson(String(text));
      if (list?.kind !== 'array') return text === value;
      // The first item that is no text ends the search.
      const other = list.items.findIndex((item) => item.kind !== 'string');
      const texts = other < 0 ? list.items : list.items.slice(0, other);
      return texts.some((item) => item.kind === 'string' && item.value === value);
    },
  },
];

function member(text: string, key: string): Json | undefined {
  const value = readJson(text);
  return value?.kind === 'object' ? value.members.find(([name]) => name === key)?.[1] : undefined;
}

/** An empty delimiter splits between bytes, not characters. */
function bytesApart(text: string): string[] {
  const bytes = bytesOfText(text);
  if (bytes.length === 0) return [''];
  return Array.from(bytes, (byte) => textOfBytes(Uint8Array.of(byte)));
}
