/**
 * Texts with placeholders such as `$email`, filled by the database. DuckDB's `format` takes the
 * text from a column and numbered arguments, which fills a million cells in about two seconds
 * without moving a string out of the database.
 */

/** Placeholders in the order of the arguments of `fillSql`. */
const PLACEHOLDERS = {
  /** Number of the user request, the same on every hop. */
  trace: ':016x',
  /** Differs between the hops of one request, equal on both sides of a hop. */
  span: ':016x',
  product: '',
  user: '',
  email: '',
  card: '',
  name: '',
  phone: '',
  order: ':08x',
  amount: ':.2f',
  quantity: '',
  txid: '',
  /** Position of the request's message in its Kafka topic. */
  offset: '',
  /** Of a Kafka consumer group. */
  generation: '',
} as const;

const NAMES = Object.keys(PLACEHOLDERS);

/** Turns `$name` into a numbered field, `$$` into `$`, and doubles braces that are braces. */
export function template(text: string): string {
  return text
    .replace(/[{}]/g, '$&$&')
    .replace(/\$\$|\$([a-z]\w*)/g, (whole, name: string | undefined) => {
      if (name === undefined) return whole.slice(1);
      const index = NAMES.indexOf(name);
      if (index < 0) throw new Error(`Unknown placeholder $${name} in a demo template.`);
      return `{${index}${PLACEHOLDERS[name as keyof typeof PLACEHOLDERS]}}`;
    });
}

/** SQL that fills the template in `column` for a staged row `s`, its shopper `u` and product `p`. */
export function fillSql(column: string): string {
  return `format(${column}, s.trace, s.span, p.sku, u.id, u.email, u.card, u.name, u.phone,
    s.trace & 4294967295, ((s.trace >> 32) & 16383) / 100.0 + 5, ((s.trace >> 46) & 3) + 1,
    s.span & 65535,
    s.trace & 4294967295, s.trace & 1048575)`;
}
