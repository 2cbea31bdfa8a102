/** Whether an address lies in one of several networks, IPv4 and IPv6. */
import { readJson } from './jsonText.ts';

/** `cidrs` is a JSON array of networks. Anything that does not parse contains nothing. */
export function cidrsContain(cidrs: string, address: string): boolean {
  const list = readJson(cidrs);
  const bits = addressBits(address);
  if (list?.kind !== 'array' || bits === undefined) return false;
  return list.items.some((item) => item.kind === 'string' && contains(item.value, bits));
}

interface Address {
  readonly value: bigint;
  readonly width: 32 | 128;
}

function contains(cidr: string, address: Address): boolean {
  const [base = '', prefixText = ''] = cidr.split('/', 2);
  const network = addressBits(base);
  if (network?.width !== address.width || !/^[0-9]{1,3}$/u.test(prefixText)) return false;
  const prefix = Number(prefixText);
  if (prefix > address.width) return false;
  const shift = BigInt(address.width - prefix);
  return network.value >> shift === address.value >> shift;
}

function addressBits(text: string): Address | undefined {
  const four = /^([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})$/u.exec(text);
  if (four !== null) {
    const octets = four.slice(1).map(Number);
    if (octets.some((octet) => octet > 255)) return undefined;
    return { value: octets.reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n), width: 32 };
  }
  if (!/^[0-9A-Fa-f:]*:[0-9A-Fa-f:]*$/u.test(text)) return undefined;
  const halves = text.split('::');
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
