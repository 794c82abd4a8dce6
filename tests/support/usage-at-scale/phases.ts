import type { Client } from '#db/client.ts';
import type { UsageReader } from '#lib/usage/read-stored-events.ts';

/** Work that is done once, in one transaction. Its name says which it is, also to a later run. */
export interface Phase {
  readonly name: string;
  readonly work: (tx: UsageReader) => Promise<unknown>;
}

/** Triggers stay silent, as rows come with their sums; sorting and hashing get memory; nobody waits for a disk. */
const settings = [
  'set local session_replication_role = replica',
  'set local synchronous_commit = off',
  "set local work_mem = '384MB'",
  "set local maintenance_work_mem = '1GB'",
  'set local jit = off',
].join('; ');

/**
 * Carries phases out, two at a time, and notes each one in the transaction that does it: a run that was killed goes on where it stood.
 * `tell` gets a line for every twentieth.
 */
export async function runPhases(superuser: Client, phases: readonly Phase[], tell: (line: string) => void): Promise<void> {
  const done = await superuser<{ name: string }[]>`select name from scale.phase`;
  const names = new Set(done.map(({ name }) => name));
  const left = phases.filter(({ name }) => !names.has(name));
  let ended = 0;
  const carryOut = async (): Promise<void> => {
    for (let phase = left.shift(); phase !== undefined; phase = left.shift()) {
      const { name, work } = phase;
      const startedAt = performance.now();
      await superuser.begin(async (tx) => {
        await tx.unsafe(settings);
        await work(tx);
        await tx`insert into scale.phase (name, seconds) values (${name}, ${(performance.now() - startedAt) / 1000})`;
      });
      ended += 1;
      if (ended % 20 === 1) tell(`${name}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    }
  };
  await Promise.all([carryOut(), carryOut()]);
}
