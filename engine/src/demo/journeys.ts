/** What users do in the shop, and which services and stores each action reaches, in order. */
import type { EndpointKey } from './endpoints.ts';
import type { StatementKey } from './statements.ts';

export type Call =
  | {
      readonly kind: 'http';
      readonly endpoint: EndpointKey;
      /** How often the call is made, 0 to 1. */
      readonly chance: number;
      /** Whether the caller fails when this call fails. */
      readonly required: boolean;
      readonly calls: readonly Call[];
    }
  | { readonly kind: 'statement'; readonly statement: StatementKey; readonly chance: number };

export interface Journey {
  readonly endpoint: EndpointKey;
  /** Mean over the day. */
  readonly ratePerSecond: number;
  readonly calls: readonly Call[];
}

function call(endpoint: EndpointKey, ...calls: readonly Call[]): Call {
  return { kind: 'http', endpoint, chance: 1, required: true, calls };
}
function maybe(chance: number, inner: Call): Call {
  return { ...inner, chance };
}
/** The caller answers without it, e.g. a page without advertisements. */
function optional(inner: Call): Call {
  return inner.kind === 'http' ? { ...inner, required: false } : inner;
}
function say(statement: StatementKey): Call {
  return { kind: 'statement', statement, chance: 1 };
}

const session = say('redisSession');
const product = call('getProduct');
const cart = call('getCart', say('redisGetCart'));
const ads = optional(call('getAds'));
const recommendations = optional(call('recommend', product));

export const JOURNEYS: readonly Journey[] = [
  {
    endpoint: 'home',
    ratePerSecond: 5,
    calls: [session, call('currencies'), call('listProducts'), cart, ads],
  },
  {
    endpoint: 'productPage',
    ratePerSecond: 6,
    calls: [session, product, call('convert'), recommendations, ads],
  },
  { endpoint: 'search', ratePerSecond: 2, calls: [call('searchProducts'), call('convert')] },
  {
    endpoint: 'viewCart',
    ratePerSecond: 2,
    calls: [session, cart, product, maybe(0.6, call('quote')), recommendations],
  },
  {
    endpoint: 'addToCart',
    ratePerSecond: 2.2,
    calls: [session, product, call('addItem', say('redisSetItem'), say('redisExpire'))],
  },
  { endpoint: 'login', ratePerSecond: 0.8, calls: [call('findUser', say('pgFindUser'))] },
  {
    endpoint: 'placeOrder',
    ratePerSecond: 1,
    calls: [
      session,
      call(
        'checkout',
        cart,
        product,
        call('convert'),
        call('quote'),
        call('charge', call('fraudScore'), call('bankAuthorize')),
        call('createOrder', say('pgInsertOrder'), say('pgInsertItem')),
        call('ship'),
        optional(call('confirmMail')),
        call('emptyCart', say('redisDelete')),
      ),
    ],
  },
  {
    endpoint: 'orderPage',
    ratePerSecond: 1,
    calls: [
      session,
      call('getOrder', say('pgSelectOrder'), say('pgSelectItems'), maybe(0.02, say('pgReport'))),
    ],
  },
];
