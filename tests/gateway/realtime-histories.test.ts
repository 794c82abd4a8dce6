import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TenantBudgets } from '#lib/budgets/engine/tenant-budgets.ts';
import { newUuid } from '#lib/core/ids.ts';
import { openRealtime, type RealtimeScene, type Session } from './support/realtime-scene.ts';
import { tenantId } from './support/test-gateway.ts';

const sessionsInAll = 80;
const budgetId = newUuid();
const limitNanoUsd = 12_000_000_000n;
const rule = { periodKind: 'monthly', timeZone: 'UTC', weekStart: 1, fiscalMonth: 1, fiscalDay: 1 } as const;

let scene: RealtimeScene;
beforeAll(async () => {
  const settings = { idleMs: 300, sessionFarewellMs: 60, sessionRenewMs: 200, attemptsMax: 1 };
  scene = await openRealtime({ budgetLimits: { [budgetId]: limitNanoUsd }, settings });
  scene.simulator.messageBytesOfHuge = 17 * 1024 * 1024;
  const budget = {
    ...{ tenantId, budgetId, name: 'Voice', enforcement: 'hard' as const, onOverrun: 'finish' as const, fitOutput: false, acting: null },
    ...{ rule: { ...rule, fixedStartMs: null, fixedEndMs: null }, effectiveFromMs: null, effectiveUntilMs: null, owner: null },
  };
  const budgets = new TenantBudgets([{ scopeKind: 'tenant', scopeValue: '', memberIds: [], budget }]);
  scene.gateway.snapshot.addTenant({ ...scene.gateway.snapshot.tenant(tenantId), tenantId, budgets });
});
afterAll(() => scene.stop());

/** Whole numbers below a bound, the same for the same seed (a linear congruence of Knuth's). */
function dice(seed: number): (bound: number) => number {
  let state = BigInt(seed) * 2_654_435_761n + 1n;
  return (bound) => {
    state = (state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) % 2n ** 64n;
    return Number((state >> 33n) % BigInt(bound));
  };
}

const models = [
  'gpt-realtime',
  'gpt-realtime',
  'gpt-realtime',
  'sim-cut',
  'sim-truncated',
  'sim-stall',
  'sim-malformed',
  'sim-no-usage',
  'sim-failed',
];

/** One thing that a caller does. */
function act(session: Session, roll: (bound: number) => number): void {
  const sound = (byte: number) => session.send({ type: 'input_audio_buffer.append', audio: Buffer.alloc(4_800, byte).toString('base64') });
  switch (roll(8)) {
    case 0:
    case 1:
      session.send({ type: 'response.create', event_id: `e${roll(1_000)}` });
      break;
    case 2:
      session.send({ type: 'response.cancel' });
      break;
    case 3:
      sound(7);
      sound(0);
      break;
    case 4:
      session.send({ type: 'conversation.item.create', item: { text: 'x'.repeat(roll(3_000)) } });
      break;
    case 5:
      session.socket.send(Buffer.from('not json'), { binary: roll(2) === 0 }, () => {});
      break;
    case 6:
      session.send({ type: 'session.update', session: { max_output_tokens: 1 + roll(4_000) } });
      break;
    default:
      session.send({ type: 'unknown' });
      break;
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function live(seed: number): Promise<void> {
  const roll = dice(seed);
  const session = scene.open({ model: models[roll(models.length)] ?? 'gpt-realtime' });
  // Some are never admitted, because the others hold what is left.
  if (await session.opened.then(() => false).catch(() => true)) return;
  for (let left = roll(8); left > 0; left -= 1) {
    act(session, roll);
    await pause(roll(12));
  }
  const ending = roll(3);
  if (ending === 0) session.socket.terminate();
  else if (ending === 1) session.socket.close(1000, Buffer.from('bye'));
  else {
    await pause(roll(400));
    session.socket.terminate();
  }
  await session.closed;
}

describe('[GW-9] [COST-4] histories of sessions', () => {
  it.each([
    ['journal', false],
    ['database', true],
  ])(
    'whatever callers and providers do, each call of a session is held before and settled once, and no budget is passed: %s',
    { timeout: 60_000 },
    async (_where, isDirect) => {
      const { recorder, runtime } = scene.gateway;
      recorder.isDirect = isDirect;
      recorder.holds.length = recorder.events.length = 0;
      const seed = isDirect ? 1_000 : 0;
      for (let at = 0; at < sessionsInAll; at += 8) await Promise.all(Array.from({ length: 8 }, (_, next) => live(seed + at + next)));
      for (const end = Date.now() + 10_000; runtime.running.size > 0 && Date.now() < end; ) await pause(20);
      expect([runtime.running.size, runtime.gate.size]).toEqual([0, 0]);
      const { events, holds } = recorder;
      const ids = events.map(({ id }) => id);
      expect(new Set(ids).size, 'settled more than once').toBe(ids.length);
      expect(
        [...new Set(holds.map(({ id }) => id))].filter((id) => !ids.includes(id)),
        'held and never settled',
      ).toEqual([]);
      const boundOf = new Map(holds.map(({ id, boundNanoUsd }) => [id, boundNanoUsd]));
      for (const { id, costNanoUsd, overrunNanoUsd } of events) {
        if (costNanoUsd > 0n) expect(boundOf.get(id) ?? 0n, 'charged and not held').toBeGreaterThanOrEqual(costNanoUsd);
        expect(overrunNanoUsd).toBe(0n);
      }
      let [held, spent] = [0n, 0n];
      for (const account of runtime.keeper.accounts.all) [held, spent] = [held + account.heldNanoUsd, spent + account.unpostedNanoUsd];
      expect(held, 'still held').toBe(0n);
      expect(spent).toBeLessThanOrEqual(limitNanoUsd);
      expect(events.filter(({ protocol, status }) => protocol === 'openai.realtime' && status === 'succeeded').length).toBeGreaterThan(5);
    },
  );
});
