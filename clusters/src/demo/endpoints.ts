/** The HTTP interfaces of the shop: paths, headers, bodies and possible answers. */
import { template } from './template.ts';
import { WORKLOADS, type WorkloadKey } from './topology.ts';

export interface Outcome {
  readonly status: number;
  readonly message: string;
  readonly body: string;
  /** Size of the whole body where the recorded one is truncated; 0 where it is complete. */
  readonly fullSize: number;
}

export interface Endpoint {
  readonly service: WorkloadKey | 'bank';
  readonly method: string;
  readonly path: string;
  readonly requestBody: string;
  readonly userAgent: string;
  readonly contentType: string;
  readonly protocol: 'http1' | 'grpc';
  readonly encrypted: boolean;
  /** Own time of the server, without the calls it makes. */
  readonly medianMs: number;
  readonly sigma: number;
  /** The first outcome is success; `failure` the one used when a call it needs failed. */
  readonly outcomes: readonly Outcome[];
  /** How often an outcome other than success happens by itself, by index into `outcomes`. */
  readonly errorRates: readonly number[];
}

const JSON_TYPE = 'application/json';
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36';
/** The collector does not keep pages. */
const HTML = '<removed: non-text content-type>';
const HTML_SIZE = 14_600;
/** The collector keeps this much of a body. */
const BODY_LIMIT = 1024;

function outcome(status: number, message: string, body: string): Outcome {
  if (body === HTML) return { status, message, body, fullSize: HTML_SIZE };
  const truncated = body.length > BODY_LIMIT;
  return {
    status,
    message,
    // The cut must not leave half a placeholder behind.
    body: truncated ? `${body.slice(0, BODY_LIMIT).replace(/\$\w*$/, '')}... [TRUNCATED]` : body,
    fullSize: truncated ? body.length : 0,
  };
}
const NOT_FOUND = outcome(404, 'Not Found', '{"error":"no such product","sku":"$product"}');
const UNAUTHORIZED = outcome(401, 'Unauthorized', '{"error":"wrong password for $email"}');
const UNAVAILABLE = outcome(503, 'Service Unavailable', '{"error":"upstream connect error"}');
const BAD_GATEWAY = outcome(502, 'Bad Gateway', '{"error":"upstream failed","trace":"$trace"}');
const INTERNAL = outcome(
  500,
  'Internal Server Error',
  '{"error":"charge failed: gateway timeout"}',
);
const PAYMENT_REFUSED = outcome(504, 'Gateway Timeout', '{"code":"E_TIMEOUT","retry":true}');

interface Options {
  readonly body?: string;
  readonly ms: number;
  readonly sigma?: number;
  readonly errors?: readonly (readonly [Outcome, number])[];
  readonly agent?: string;
  readonly contentType?: string;
  readonly encrypted?: boolean;
}

function http(
  service: WorkloadKey | 'bank',
  route: string,
  response: string,
  options: Options,
): Endpoint {
  const [method = '', path = ''] = route.split(' ');
  const errors = options.errors ?? [];
  return {
    service,
    method,
    path,
    requestBody: options.body ?? '',
    userAgent: options.agent ?? 'shop-client/2.4',
    contentType: options.contentType ?? JSON_TYPE,
    protocol: 'http1',
    encrypted: options.encrypted ?? false,
    medianMs: options.ms,
    sigma: options.sigma ?? 0.45,
    outcomes: [outcome(200, 'OK', response), ...errors.map(([answer]) => answer)],
    errorRates: [0, ...errors.map(([, rate]) => rate)],
  };
}
function page(route: string, response: string, options: Options): Endpoint {
  return http('frontend', route, response, {
    agent: BROWSER,
    ...options,
    errors: [[BAD_GATEWAY, 0.0005], ...(options.errors ?? [])],
  });
}
function grpc(
  service: WorkloadKey,
  path: string,
  [request, response]: readonly [string, string],
  ms: number,
): Endpoint {
  return {
    ...http(service, `POST ${path}`, response, {
      ms,
      body: request,
      contentType: 'application/grpc',
    }),
    protocol: 'grpc',
    userAgent: 'grpc-go/1.64.0',
  };
}

const PRODUCT =
  '{"sku":"$product","name":"Item $product","priceUsd":{"currencyCode":"USD","amount":$amount},"categories":["home","garden"]}';
const CATALOG_PAGE = `{"products":[${Array.from({ length: 24 }, (_, n) => PRODUCT.replace('Item', `Item ${n}`)).join(',')}]}`;

/** Keys are used by the journeys; the order numbers the endpoints. */
export const ENDPOINTS = {
  home: page('GET /', HTML, { ms: 6, contentType: 'text/html' }),
  productPage: page('GET /product/$product', HTML, {
    ms: 5,
    contentType: 'text/html',
    errors: [[NOT_FOUND, 0]],
  }),
  search: page('GET /search?q=garden+$product&page=1', CATALOG_PAGE, { ms: 7 }),
  viewCart: page(
    'GET /cart',
    '{"userId":$user,"items":[{"sku":"$product","quantity":$quantity}]}',
    { ms: 4 },
  ),
  addToCart: page('POST /cart', '{"ok":true}', {
    ms: 4,
    body: '{"sku":"$product","quantity":$quantity}',
  }),
  login: page('POST /login', '{"userId":$user,"token":"eyJhbGciOiJIUzI1NiJ9.$trace"}', {
    ms: 9,
    body: '{"email":"$email","password":"correct-horse-$user"}',
    errors: [[UNAUTHORIZED, 0.05]],
  }),
  placeOrder: page('POST /checkout', '{"orderId":"$order","total":$amount,"currency":"USD"}', {
    ms: 8,
    body: '{"email":"$email","name":"$name","phone":"$phone","card":{"number":"$card","cvv":"612","expires":"2027-04"},"currency":"USD"}',
  }),
  orderPage: page('GET /orders/$order', '{"orderId":"$order","status":"shipped","total":$amount}', {
    ms: 4,
  }),
  listProducts: http('catalog', 'GET /v1/products', CATALOG_PAGE, { ms: 3 }),
  getProduct: http('catalog', 'GET /v1/products/$product', PRODUCT, {
    ms: 1.5,
    errors: [[NOT_FOUND, 0.002]],
  }),
  searchProducts: http('catalog', 'GET /v1/products/search?q=$product', CATALOG_PAGE, { ms: 6 }),
  getCart: http(
    'cart',
    'GET /api/cart/$user',
    '{"userId":$user,"items":[{"sku":"$product","quantity":$quantity}]}',
    { ms: 1.8 },
  ),
  addItem: http('cart', 'POST /api/cart/$user/items', '{"ok":true}', {
    ms: 2.1,
    body: '{"sku":"$product","quantity":$quantity}',
  }),
  emptyCart: http('cart', 'DELETE /api/cart/$user', '', { ms: 1.5 }),
  checkout: http('checkout', 'POST /v1/orders', '{"orderId":"$order","charged":$amount}', {
    ms: 6,
    body: '{"userId":$user,"email":"$email","address":{"street":"$quantity Elm Street","zip":"94043"},"card":"$card"}',
    errors: [[BAD_GATEWAY, 0.0005]],
  }),
  charge: http('payment', 'POST /v2/charge', '{"transactionId":"$span","amount":$amount}', {
    ms: 18,
    sigma: 0.5,
    body: '{"amount":{"currency":"USD","value":$amount},"card":{"number":"$card","cvv":612,"year":2027,"month":4}}',
    errors: [[INTERNAL, 0.002]],
  }),
  bankAuthorize: http('bank', 'POST /gateway/authorize', '{"approved":true,"auth":"$span"}', {
    ms: 22,
    sigma: 0.5,
    body: '{"pan":"$card","amount":$amount,"merchant":"DEMO-SHOP"}',
    encrypted: true,
    errors: [[PAYMENT_REFUSED, 0.001]],
  }),
  fraudScore: http('fraud', 'POST /score', '{"score":0.0$quantity,"decision":"accept"}', {
    ms: 7,
    body: '{"email":"$email","ip":"198.51.100.77","amount":$amount,"orderId":"$order"}',
  }),
  quote: http('shipping', 'POST /quote', '{"costUsd":8.99,"days":$quantity}', {
    ms: 1.6,
    body: '{"zip":"94043","items":$quantity}',
  }),
  ship: http('shipping', 'POST /shipments', '{"trackingId":"DM-$span"}', {
    ms: 4,
    body: '{"orderId":"$order","name":"$name","phone":"$phone"}',
    errors: [[UNAVAILABLE, 0.001]],
  }),
  currencies: grpc(
    'currency',
    '/shop.CurrencyService/GetSupportedCurrencies',
    ['', '1: "EUR"\n1: "USD"\n1: "JPY"'],
    0.6,
  ),
  convert: grpc(
    'currency',
    '/shop.CurrencyService/Convert',
    ['1 {\n  1: "USD"\n  2: $amount\n}\n2: "EUR"', '1: "EUR"\n2: $amount'],
    0.7,
  ),
  recommend: http(
    'recommendation',
    'GET /recommendations?user=$user&sku=$product',
    '{"skus":["$product","DEMO-0007","DEMO-0031"]}',
    { ms: 9 },
  ),
  getAds: grpc(
    'ads',
    '/shop.AdService/GetAds',
    ['1: "garden"', '1 {\n  1: "/product/$product"\n  2: "20% off"\n}'],
    3,
  ),
  confirmMail: http('email', 'POST /send/confirmation', '{"queued":true}', {
    ms: 5,
    body: '{"to":"$email","subject":"Your order $order","body":"Dear $name, card ending in 1881 was charged $amount USD."}',
  }),
  createOrder: http('orders', 'POST /orders', '{"orderId":"$order","state":"created"}', {
    ms: 6,
    body: '{"orderId":"$order","userId":$user,"items":[{"sku":"$product","quantity":$quantity}],"total":$amount}',
  }),
  getOrder: http(
    'orders',
    'GET /orders/$order',
    '{"orderId":"$order","userId":$user,"total":$amount,"state":"shipped"}',
    { ms: 3, errors: [[outcome(404, 'Not Found', '{"error":"no order $order"}'), 0.01]] },
  ),
  findUser: http(
    'orders',
    'GET /users?email=$email',
    '{"userId":$user,"name":"$name","phone":"$phone"}',
    { ms: 3 },
  ),
} as const satisfies Record<string, Endpoint>;

export type EndpointKey = keyof typeof ENDPOINTS;
export const ENDPOINT_KEYS = Object.keys(ENDPOINTS) as readonly EndpointKey[];
/** Health checks of the kubelet; one for each workload that speaks HTTP, after the endpoints. */
export const PROBED: readonly WorkloadKey[] = [
  'frontend',
  'catalog',
  'cart',
  'checkout',
  'payment',
  'fraud',
  'shipping',
  'recommendation',
  'email',
  'orders',
];
const OUTCOMES_PER_ENDPOINT = 4;

const PROBE = http('frontend', 'GET /healthz', '{"status":"ok"}', {
  ms: 0.4,
  agent: 'kube-probe/1.30',
});

/** One HTTP message pair in all its texts; `id` is what a compact row refers to. */
export interface HttpShape {
  readonly id: number;
  readonly endpoint: Endpoint;
  readonly outcome: Outcome;
  readonly requestHeaders: string;
  readonly responseHeaders: string;
}

/** Number of an endpoint's outcome. */
export function shapeId(endpoint: number, outcomeIndex: number): number {
  return endpoint * OUTCOMES_PER_ENDPOINT + outcomeIndex;
}

function hostOf(endpoint: Endpoint): string {
  if (endpoint.service === 'bank') return 'gateway.bank.example';
  const { namespace, name, port } = WORKLOADS[endpoint.service];
  return endpoint.service === 'frontend' ? 'shop.demo.example' : `${name}.${namespace}:${port}`;
}

function requestHeaders(endpoint: Endpoint): string {
  const headers: Record<string, string> =
    endpoint.protocol === 'grpc'
      ? {
          ':authority': hostOf(endpoint),
          ':method': 'POST',
          ':path': endpoint.path,
          ':scheme': 'http',
          te: 'trailers',
        }
      : { Host: hostOf(endpoint), Accept: '*/*' };
  headers['User-Agent'] = endpoint.userAgent;
  if (endpoint.requestBody !== '') headers['Content-Type'] = endpoint.contentType;
  headers['X-B3-TraceId'] = '$trace';
  headers['X-B3-SpanId'] = '$span';
  headers['traceparent'] = '00-0000000000000000$trace-$span-01';
  if (endpoint.userAgent === BROWSER) headers['Cookie'] = 'session=$trace; theme=light';
  if (endpoint.service === 'payment') headers['Authorization'] = 'Bearer sk_demo_$span';
  return JSON.stringify(headers);
}

function responseHeaders(endpoint: Endpoint, status: number): string {
  const headers: Record<string, string> =
    endpoint.protocol === 'grpc'
      ? {
          ':status': '200',
          'content-type': 'application/grpc',
          'grpc-status': '0',
          'grpc-message': '',
        }
      : { 'Content-Type': status >= 400 ? JSON_TYPE : endpoint.contentType, Server: 'demo-shop' };
  if (endpoint.service === 'frontend') headers['X-Envoy-Upstream-Service-Time'] = '$quantity';
  return JSON.stringify(headers);
}

/** Every endpoint and outcome, with texts as templates. */
export function httpShapes(): readonly HttpShape[] {
  const probes = PROBED.map((service) => ({ ...PROBE, service }));
  const endpoints: readonly Endpoint[] = [...ENDPOINT_KEYS.map((key) => ENDPOINTS[key]), ...probes];
  return endpoints.flatMap((endpoint, number) =>
    endpoint.outcomes.map((result, index) => ({
      id: shapeId(number, index),
      endpoint: {
        ...endpoint,
        path: template(endpoint.path),
        requestBody: template(endpoint.requestBody),
      },
      outcome: { ...result, body: template(result.body) },
      requestHeaders: template(requestHeaders(endpoint)),
      responseHeaders: template(responseHeaders(endpoint, result.status)),
    })),
  );
}
