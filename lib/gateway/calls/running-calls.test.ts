import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type DeadlineKind, deadlinesUntil } from './deadlines.ts';
import { type RunningCall, RunningCalls } from './running-calls.ts';

class FakeCall implements RunningCall {
  readonly isListening = false;
  previous: RunningCall | null = null;
  next: RunningCall | null = null;
  readonly deadlines = deadlinesUntil(performance.now() + 1_000);
  readonly heard: (DeadlineKind | 'draining')[] = [];
  onHeard: () => void = () => {};

  expire(kind: DeadlineKind): void {
    this.heard.push(kind);
    this.onHeard();
  }

  stop(reason: 'draining'): void {
    this.heard.push(reason);
    this.onHeard();
  }
}

describe('RunningCalls', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('strikes within 50 ms of a deadline, whichever it is', () => {
    const calls = new RunningCalls();
    const [total, idle, moved] = [new FakeCall(), new FakeCall(), new FakeCall()];
    for (const call of [total, idle, moved]) calls.add(call);
    idle.deadlines.idleAt = performance.now() + 300;
    moved.deadlines.firstTokenAt = performance.now() + 300;
    vi.advanceTimersByTime(299);
    moved.deadlines.firstTokenAt = Number.POSITIVE_INFINITY;
    vi.advanceTimersByTime(51);
    expect([total.heard, idle.heard[0], moved.heard]).toEqual([[], 'idle', []]);
    vi.advanceTimersByTime(700);
    expect(total.heard[0]).toBe('total');
  });

  it('goes on when calls leave while they are visited', () => {
    const calls = new RunningCalls();
    const all = Array.from({ length: 5 }, () => new FakeCall());
    for (const call of all) {
      calls.add(call);
      call.onHeard = () => calls.remove(call);
    }
    calls.interrupt();
    expect(all.map((call) => call.heard)).toEqual(all.map(() => ['draining']));
    expect(calls.size).toBe(0);
    expect(calls.isRefusing).toBe(true);
  });

  it('keeps its list whole, whatever the order of leaving', () => {
    const calls = new RunningCalls();
    const [a, b, c] = [new FakeCall(), new FakeCall(), new FakeCall()];
    for (const call of [a, b, c]) calls.add(call);
    calls.remove(b);
    calls.remove(c);
    calls.add(b);
    calls.remove(a);
    calls.interrupt();
    expect([a.heard, b.heard, c.heard]).toEqual([[], ['draining'], []]);
    expect([a.previous, a.next, c.previous, c.next]).toEqual([null, null, null, null]);
  });

  it('tells when the last one has ended', async () => {
    const calls = new RunningCalls();
    await calls.whenIdle();
    const call = new FakeCall();
    calls.add(call);
    let isIdle = false;
    const idle = calls.whenIdle().then(() => {
      isIdle = true;
    });
    await Promise.resolve();
    expect(isIdle).toBe(false);
    calls.remove(call);
    await idle;
  });
});
