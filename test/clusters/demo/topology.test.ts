import { describe, expect, test } from 'vitest';
import {
  addressesAt,
  eraEnd,
  eraStart,
  instanceAt,
  RESTARTED_SLOT,
  SLOTS,
  WORKLOADS,
} from '../../../clusters/src/demo/topology.ts';

const MINUTE = Math.floor(1_700_000_000 / 60);

function restarted(minute: number) {
  const slot = SLOTS[RESTARTED_SLOT];
  expect(slot).toBeDefined();
  return instanceAt(1, slot!, minute);
}

describe('addresses', () => {
  test('of pods, services and nodes are all different', () => {
    const ips = addressesAt(1, MINUTE).map(({ ip }) => ip);
    expect(new Set(ips).size).toBe(ips.length);
  });

  test('of pods have a process of their own', () => {
    const upids = addressesAt(1, MINUTE)
      .slice(0, SLOTS.length)
      .map(({ upid }) => upid);
    expect(new Set(upids).size).toBe(SLOTS.length);
    expect(upids).not.toContain(0n);
  });

  test('fit into nine bits', () => {
    expect(addressesAt(1, MINUTE).length).toBeLessThanOrEqual(512);
  });
});

describe('restarts', () => {
  test('at minute 17 the container and process change, the pod does not', () => {
    const restart = MINUTE - (MINUTE % 60) + 17;
    const [before, after] = [restarted(restart - 1), restarted(restart)];
    expect(after.podUid).toBe(before.podUid);
    expect(after.containerId).not.toBe(before.containerId);
    expect(after.upid).not.toBe(before.upid);
  });

  test('nothing changes within an era, something changes at its end', () => {
    const all = (minute: number) => SLOTS.map((slot) => instanceAt(1, slot, minute));
    for (let minute = eraStart(MINUTE); minute < eraEnd(MINUTE); minute++) {
      expect(all(minute)).toEqual(all(MINUTE));
    }
    expect(all(eraEnd(MINUTE))).not.toEqual(all(MINUTE));
    expect(eraStart(eraEnd(MINUTE))).toBe(eraEnd(MINUTE));
  });

  test('a week later all pods have been replaced', () => {
    const uids = (minute: number) => SLOTS.map((slot) => instanceAt(1, slot, minute).podUid);
    const before = new Set(uids(MINUTE));
    expect(uids(MINUTE + 7 * 24 * 60).filter((uid) => before.has(uid))).toEqual([]);
  });
});

test('the UPID holds the node, the process and its start', () => {
  for (const slot of SLOTS) {
    const { upid, pid } = instanceAt(1, slot, MINUTE);
    expect(upid >> 96n).toBe(BigInt(slot.node + 1));
    expect((upid >> 64n) & 0xffff_ffffn).toBe(BigInt(pid));
    expect(upid & 0xffff_ffff_ffff_ffffn).toBeGreaterThan(0n);
  }
});

test('the shop has twelve services in three replicas at most', () => {
  const services = Object.values(WORKLOADS).filter(
    ({ kind, namespace }) => kind === 'deployment' && namespace !== 'kube-system',
  );
  expect(services).toHaveLength(12);
});
