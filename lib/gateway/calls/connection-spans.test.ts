import { expect, test } from 'vitest';
import { ConnectionSpans } from './connection-spans.ts';
import { spanMs } from './recent-figures.ts';
import { TargetState } from './target-state.ts';

const originMs = 1_000_000_000_000;

/** Targets of one connection, with calls by the minute. */
function setUp() {
  const targets = [new TargetState('t', 'c', 'small'), new TargetState('t', 'c', 'large')] as const;
  const spans = new ConnectionSpans(originMs);
  const succeed = (index: 0 | 1, now: number, latencyMs = 100) => {
    targets[index].enter(now);
    targets[index].leave(now);
    targets[index].succeeded(latencyMs, null, now);
  };
  const due = (now: number) => spans.due(targets, now);
  return { targets, spans, succeed, due };
}

test('[GW-5] five minutes of a connection are counted over its models, and told again as they change', () => {
  const { targets, spans, succeed, due } = setUp();
  succeed(0, 1_000);
  succeed(1, 61_000);
  targets[1].failed({ kind: 'server_error', code: 'provider_error', elapsedMs: 5, atMs: originMs + 62_000 }, 62_000);
  const [first, ...none] = due(63_000);
  expect(none).toEqual([]);
  expect(first).toMatchObject({
    ...{ tenantId: 't', connectionId: 'c', fromMs: originMs, attempts: 3, faults: 1 },
    ...{ lastSuccessAtMs: originMs + 61_000, lastFault: 'provider_error', lastFaultAtMs: originMs + 62_000 },
    figures: { faults: { server_error: 1 } },
  });
  expect(due(64_000)).toHaveLength(1);
  spans.written(first === undefined ? [] : [first]);
  expect(due(64_000)).toEqual([]);
  succeed(0, 65_000);
  expect(due(66_000)).toMatchObject([{ attempts: 4 }]);
});

test('[GW-5] what came at the very end of five minutes is told once they are over, whole', () => {
  const { spans, succeed, due } = setUp();
  succeed(0, 100);
  spans.written(due(200));
  succeed(0, spanMs - 1);
  succeed(0, spanMs + 10);
  const after = due(spanMs + 5_000);
  expect(after.map(({ fromMs, attempts }) => [fromMs - originMs, attempts])).toEqual([
    [0, 2],
    [spanMs, 1],
  ]);
  spans.written(after);
  expect(due(spanMs + 10_000)).toEqual([]);
  // The next minute takes the place of the first of the span before, so that it is not told by half.
  succeed(0, spanMs + 70_000);
  expect(due(spanMs + 71_000)).toMatchObject([{ fromMs: originMs + spanMs, attempts: 2 }]);
});

test('[GW-5] a target that nobody calls any more is not told again', () => {
  const { spans, succeed, due } = setUp();
  succeed(0, 100);
  spans.written(due(200));
  expect(due(3 * spanMs)).toEqual([]);
});
