/** @see src/carnot/funcs/builtins/pii_ops.cc and pii_ops_test.cc in pixie-io/pixie */
import { bytes, edgesOf, type FunctionEdges } from './edge.ts';

export const PII_EDGES: readonly FunctionEdges[] = [
  edgesOf('redact_pii_best_effort text', {
    'of nothing': ['', ''],
    'an address with a port': ['10.0.0.1:80', '<REDACTED_IPV4>:80'],
    'no address': ['999.999.0.0', '999.999.0.0'],
    'an address within digits': ['1192.168.0.12', '1<REDACTED_IPV4>'],
    'IPv6 written with IPv4': ['00ab:1234:5678:9100:1112:ffff:192.168.0.1', '<REDACTED_IPV6>'],
    'IPv6 with a double colon': ['at 0:1:2:3::beef:feed.', 'at <REDACTED_IPV6>.'],
    'too few groups': ['1:2:3:4:5:6', '1:2:3:4:5:6'],
    'an email without a dot': ['dot.dot@abcd-1234-domain', '<REDACTED_EMAIL>'],
    'an email in a URL': ['test%40pixie.io', '<REDACTED_EMAIL>'],
    'an address within an email': ['valid255.255.255.255@mydomain.com', '<REDACTED_EMAIL>'],
    'a MAC address': ['ab:12:00:64:99:ff', '<REDACTED_MAC_ADDR>'],
    'a card with any blanks': ['3782 8224631 0005', '<REDACTED_CC_NUMBER>'],
    'a number that is no card': ['5555 0000 0000 0000', '5555 0000 0000 0000'],
    'an IMEI and one with a version': [
      '01-786058-312233-6 52-635024-498175-97',
      '<REDACTED_IMEI> <REDACTED_IMEI>',
    ],
    'an IBAN with blanks': ['GB29 NWBK 6016 1331 9268 19', '<REDACTED_IBAN>'],
    'an IBAN with a wrong check': ['GB28 NWBK 6016 1331 9268 19', 'GB28 NWBK 6016 1331 9268 19'],
    'a social security number': ['303-58-8256', '<REDACTED_SSN>'],
    'an area nobody has': ['666-12-1234', '666-12-1234'],
    'a group nobody has': ['303-00-9999', '303-00-9999'],
    'a series nobody has': ['303-12-0000', '303-12-0000'],
    'a hexadecimal text': ['abcdef00123459689', 'abcdef00123459689'],
    'raw bytes stay': [bytes(0xff, 0x41), bytes(0xff, 0x41)],
  }),
];
