import type { GetStepTools, Inngest } from 'inngest';
import type { z } from 'zod';
import type { StepAnswer, Steps } from '#lib/jobs/durable-function.ts';
import type { RecordedSteps } from '#lib/jobs/recorded-steps.ts';

type Tools = Pick<GetStepTools<Inngest>, 'run' | 'sleep'>;

/** Steps that an Inngest server memoises and tries again; their history is written as the embedded runner writes it. */
export class InngestSteps implements Steps {
  private readonly tools: Tools;
  private readonly recorded: RecordedSteps;

  constructor(tools: Tools, recorded: RecordedSteps) {
    this.tools = tools;
    this.recorded = recorded;
  }

  async run(name: string, work: () => Promise<StepAnswer | undefined>): Promise<void> {
    const key = this.recorded.place(name);
    await this.tools.run(key.name, () => this.recorded.once(key, async () => (await work()) ?? null));
  }

  async answer<Schema extends z.ZodType<StepAnswer>>(
    name: string,
    schema: Schema,
    work: () => Promise<z.output<Schema>>,
  ): Promise<z.output<Schema>> {
    const key = this.recorded.place(name);
    return schema.parse(await this.tools.run(key.name, () => this.recorded.once(key, work)));
  }

  async sleep(name: string, seconds: number): Promise<void> {
    const key = this.recorded.place(name);
    await this.recorded.beginSleep(key, seconds);
    await this.tools.sleep(key.name, seconds * 1000);
    await this.recorded.endSleep(key);
  }
}
