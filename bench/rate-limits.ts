import { newUuid } from '#lib/core/ids.ts';
import { ProcessRateStore } from '#lib/rate-limits/engine/process-rate-store.ts';
import { type ScopedLimit, TenantRateLimits } from '#lib/rate-limits/engine/tenant-rate-limits.ts';

/** What a call pays for its rate limits in one process: the look-up of its plan, taking from all gauges and settling them. */

const rounds = 200_000;
const principal = { departmentId: 'd', teamId: 't', userId: 'u', keyId: 'k' };
const target = { connectionId: 'c', model: 'm' };

const limitOf = (metric: 'requests' | 'tokens' | 'concurrency'): ScopedLimit => ({
  rule: { limitId: newUuid(), name: metric, scope: 'tenant', metric, window: metric === 'concurrency' ? null : 'minute', limit: 1e12 },
  ...{ scopeValue: '', memberIds: [], per: 'all', burst: null },
});

function microsecondsACall(limits: readonly ScopedLimit[] | null): number {
  const tenant = limits === null ? null : new TenantRateLimits('tenant', limits, 'open');
  const store = new ProcessRateStore();
  const run = (times: number): number => {
    const began = performance.now();
    for (let time = 0; time < times; time += 1) {
      if (tenant === null) continue;
      const { gauges } = tenant.planOf(principal, target);
      const answer = store.take(
        gauges.map((gauge) => ({ gauge, amount: gauge.metric === 'tokens' ? 500 : 1 })),
        'call',
      );
      if (answer.isAdmitted) store.settle(answer.taken, ({ gauge }) => (gauge.metric === 'tokens' ? 320 : 1));
    }
    return ((performance.now() - began) * 1000) / times;
  };
  run(rounds / 10);
  return run(rounds);
}

const sets = [
  ['no limits', null],
  ['requests', [limitOf('requests')]],
  ['requests, tokens, places', [limitOf('requests'), limitOf('tokens'), limitOf('concurrency')]],
  ['three of each', [1, 2, 3].flatMap(() => [limitOf('requests'), limitOf('tokens'), limitOf('concurrency')])],
] as const;
for (const [name, limits] of sets) process.stdout.write(`${name.padEnd(28)} ${microsecondsACall(limits).toFixed(3)} µs a call\n`);
