/** Whether an address lies in one of several networks, IPv4 and IPv6. */
import { readJson } from '#proto';

/**
 * `cidrs` is a JSON array of networks. One that does not parse contains nothing; a list of anything
 * but texts neither.
 *
 * @see src/carnot/funcs/net/net_ops.h and src/common/base/inet_utils.cc in pixie-io/pixie
 */
export function cidrsContain(cidrs: string, address: string): boolean {
  const list = readJson(cidrs);
  const bits = addressBits(address);
  if (list?.kind !== 'array' || bits === undefined) return false;
  const texts = list.items.flatMap((item) => (item.kind === 'string' ? [item.value] : []));
  return texts.length === list.items.length && texts.some((text) => contains(text, bits));
}

interface Address {
  readonly value: bigint;
  readonly width: 32 | 128;
}

function contains(cidr: string, address: Address): boolean {
  const [base = '', prefixText = '', ...more] = cidr.split('/');
  const network = addressBits(base);
  if (network === undefined || more.length > 0 || !/^\s*\+?[0-9]{1,3}\s*$/u.test(prefixText)) {
    return false;
  }
  const prefix = Number(prefixText);
  if (prefix > network.width) return false;
  const shift = BigInt(network.width - prefix);
  if (network.width === address.width) return network.value >> shift === address.value >> shift;
  return mapped(network).value >> shift === mapped(address).value >> shift;
}

/** IPv4 as IPv6, for a comparison of the two. */
const mapped = ({ value, width }: Address): Address =>
  width === 128 ? { value, width } : { value: (0xffffn << 32n) | value, width: 128 };

function addressBits(text: string): Address | undefined {
  const four = fourOctets(text);
  if (four !== undefined) return { value: four, width: 32 };
  // The last two groups may be written as IPv4.
  const [tailText = ''] = /[^:]*\.[^:]*$/u.exec(text) ?? [];
  const end = tailText === '' ? undefined : fourOctets(tailText);
  if (tailText !== '' && end === undefined) return undefined;
  const groupsOf = (value: bigint): string =>
    `${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
  const plain =
    end === undefined ? text : text.slice(0, text.length - tailText.length) + groupsOf(end);
  if (!/^[0-9A-Fa-f:]*:[0-9A-Fa-f:]*$/u.test(plain)) return undefined;
  const halves = plain.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (groups.some((group) => !/^[0-9A-Fa-f]{1,4}$/u.test(group))) return undefined;
  return {
    value: groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n),
    width: 128,
  };
}

/** Without leading zeros, which would be read as octal elsewhere. */
const OCTET = /^(?:0|[1-9][0-9]{0,2})$/u;

function fourOctets(text: string): bigint | undefined {
  const octets = text.split('.');
  if (octets.length !== 4 || octets.some((one) => !OCTET.test(one) || Number(one) > 255)) {
    return undefined;
  }
  return octets.reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n);
}
