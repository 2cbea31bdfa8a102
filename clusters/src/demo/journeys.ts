/** What users do in the shop, and which services and stores each action reaches, in order. */
import type { EndpointKey } from './endpoints.ts';
import type { StatementKey } from './statements.ts';
import type { WorkloadKey } from './topology.ts';

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
  | { readonly kind: 'statement'; readonly statement: StatementKey; readonly chance: number }
  /** Another service says something because of the request, after a while; nobody waits for it. */
  | {
      readonly kind: 'later';
      readonly from: WorkloadKey;
      readonly statement: StatementKey;
      readonly medianMs: number;
      readonly chance: number;
    };

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
function later(from: WorkloadKey, statement: StatementKey, medianMs: number): Call {
  return { kind: 'later', from, statement, medianMs, chance: 1 };
}

const session = say('redisSession');
const product = call('getProduct', say('mysqlGet'));
const cart = call('getCart', say('redisGetCart'));
const ads = optional(call('getAds', say('cqlAds'), maybe(0.3, say('cqlSeen'))));
const recommendations = optional(call('recommend', product, say('muxRank')));

export const JOURNEYS: readonly Journey[] = [
  {
    endpoint: 'home',
    ratePerSecond: 7,
    calls: [session, call('currencies'), call('listProducts', say('mysqlList')), cart, ads],
  },
  {
    endpoint: 'productPage',
    ratePerSecond: 9,
    calls: [session, product, call('convert'), recommendations, ads],
  },
  {
    endpoint: 'search',
    ratePerSecond: 3,
    calls: [call('searchProducts', say('mysqlSearch')), call('convert')],
  },
  {
    endpoint: 'viewCart',
    ratePerSecond: 3,
    calls: [session, cart, product, maybe(0.6, call('quote')), recommendations],
  },
  {
    endpoint: 'addToCart',
    ratePerSecond: 3.4,
    calls: [session, product, call('addItem', say('redisSetItem'), say('redisExpire'))],
  },
  { endpoint: 'login', ratePerSecond: 1.2, calls: [call('findUser', say('pgFindUser'))] },
  {
    endpoint: 'placeOrder',
    ratePerSecond: 1.6,
    calls: [
      session,
      call(
        'checkout',
        cart,
        product,
        call('convert'),
        call('quote'),
        call(
          'charge',
          call('fraudScore', say('mongoFind'), say('mongoInsert')),
          maybe(0.2, say('tlsHandshake')),
          call('bankAuthorize'),
        ),
        call(
          'createOrder',
          say('pgInsertOrder'),
          say('pgInsertItem'),
          say('kafkaProduce'),
          later('fraud', 'kafkaFetch', 40),
        ),
        call('ship', say('natsPublish'), later('email', 'natsMessage', 3)),
        optional(
          call(
            'confirmMail',
            say('amqpPublish'),
            say('amqpHeader'),
            later('email', 'amqpDeliver', 25),
          ),
        ),
        call('emptyCart', say('redisDelete')),
      ),
    ],
  },
  {
    endpoint: 'orderPage',
    ratePerSecond: 1.8,
    calls: [
      session,
      call('getOrder', say('pgSelectOrder'), say('pgSelectItems'), maybe(0.02, say('pgReport'))),
    ],
  },
];

/** What runs without users: once every `periodS` in each pod of a workload. */
export interface Chore {
  readonly from: WorkloadKey;
  readonly periodS: number;
  readonly calls: readonly Call[];
}

export const CHORES: readonly Chore[] = [
  { from: 'fraud', periodS: 3, calls: [say('kafkaHeartbeat')] },
  // The consumer group is rebalanced every ten minutes.
  { from: 'fraud', periodS: 600, calls: [say('kafkaJoin'), say('kafkaSync')] },
  { from: 'recommendation', periodS: 15, calls: [say('muxPing')] },
];
