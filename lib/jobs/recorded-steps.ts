import type { z } from 'zod';
import type { Clock } from '#lib/core/clock.ts';
import { describeFailure } from './describe-failure.ts';
import type { StepAnswer, Steps } from './durable-function.ts';
import { ClaimLost, type HeldRun, type StepKey, type StepRow } from './run-store.ts';

/** Thrown through the function when it goes to sleep; not a failure. */
export class Asleep extends Error {
  override readonly name = 'Asleep';
  readonly wakeAt: Date;

  constructor(wakeAt: Date) {
    super('The run sleeps');
    this.wakeAt = wakeAt;
  }
}

/** Steps whose answers lie in `job_step`: a finished one is not done again. */
export class RecordedSteps implements Steps {
  private readonly held: HeldRun;
  private readonly known: ReadonlyMap<string, StepRow>;
  private readonly clock: Clock;
  private readonly signal: AbortSignal;
  private readonly met = new Map<string, number>();
  private position = 0;

  constructor(run: HeldRun, known: ReadonlyMap<string, StepRow>, clock: Clock, signal: AbortSignal) {
    this.held = run;
    this.known = known;
    this.clock = clock;
    this.signal = signal;
  }

  async run(name: string, work: () => Promise<StepAnswer | undefined>): Promise<void> {
    await this.once(this.place(name), async () => (await work()) ?? null);
  }

  async answer<Schema extends z.ZodType<StepAnswer>>(
    name: string,
    schema: Schema,
    work: () => Promise<z.output<Schema>>,
  ): Promise<z.output<Schema>> {
    return schema.parse(await this.once(this.place(name), work));
  }

  async sleep(name: string, seconds: number): Promise<void> {
    const key = this.place(name);
    const wakeAt = await this.beginSleep(key, seconds);
    if (wakeAt !== null && wakeAt.getTime() > this.clock.now()) throw new Asleep(wakeAt);
    await this.endSleep(key);
  }

  /** Notes that a sleep begins, unless it has begun; answers when it is over, null where it is. */
  async beginSleep(key: StepKey, seconds: number): Promise<Date | null> {
    const known = this.known.get(key.name);
    if (known?.state === 'succeeded') return null;
    const wakeAt = known?.wakeAt ?? new Date(this.clock.now() + seconds * 1000);
    if (known === undefined) await this.held.beginStep(key, this.now(), wakeAt);
    return wakeAt;
  }

  /** Notes that a sleep is over, unless that is known. */
  async endSleep(key: StepKey): Promise<void> {
    if (this.known.get(key.name)?.state !== 'succeeded') await this.held.finishStep(key, this.now(), null);
  }

  /** Does a step unless it is finished; answers what it answers, or has answered. */
  async once(key: StepKey, work: () => Promise<StepAnswer>): Promise<unknown> {
    const known = this.known.get(key.name);
    if (known?.state === 'succeeded') return known.result;
    this.signal.throwIfAborted();
    await this.held.beginStep(key, this.now());
    try {
      const result = await work();
      await this.held.finishStep(key, this.now(), result);
      return result;
    } catch (error) {
      if (!(error instanceof ClaimLost)) await this.held.failStep(key, this.now(), describeFailure(error));
      throw error;
    }
  }

  private now(): Date {
    return new Date(this.clock.now());
  }

  /** Names the step that comes now. The first step of a name has it, the second is `name#2`: a run that begins again passes the same steps in the same order. */
  place(name: string): StepKey {
    const count = (this.met.get(name) ?? 0) + 1;
    this.met.set(name, count);
    this.position += 1;
    return { name: count === 1 ? name : `${name}#${count}`, position: this.position };
  }
}
