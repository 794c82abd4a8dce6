import { appendFileSync, existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openClient, openDatabases, roleCredentials } from '#db/client.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import { systemClock } from '#lib/core/clock.ts';
import { createLogger } from '#lib/core/logger.ts';
import type { DurableFunction } from '#lib/jobs/durable-function.ts';
import { runEmbedded } from '#lib/jobs/run-embedded.ts';
import { campaign } from '#lib/process/leader-lock.ts';

/**
 * A worker with one function of three steps, each of which writes its name into a file. The second one waits for a file to
 * appear, so that the test can kill this process in the middle of it.
 */

const [url = '', secret = '', journal = '', gate = ''] = process.argv.slice(2);

const threeSteps: DurableFunction<null> = {
  id: 'three-steps',
  summary: 'Writes three lines',
  triggers: [{ event: 'incident.opened' }],
  run: async (_context, { steps, signal }) => {
    const write = (line: string) => async () => {
      appendFileSync(journal, `${line}\n`);
      return undefined;
    };
    await steps.run('one', write('one'));
    await steps.run('two', async () => {
      appendFileSync(journal, 'waiting\n');
      while (!existsSync(gate) && !signal.aborted) await sleep(20);
      await write('two')();
      return undefined;
    });
    await steps.run('three', write('three'));
  },
};

const databases = openDatabases({ url, secret });
const address = parseDatabaseUrl(url);
const client = openClient(address, roleCredentials(secret, address.database, 'jobs'), { max: 1, prepare: false });
const { signal } = new AbortController();
const room = { databases, functions: [threeSteps], context: null, clock: systemClock, logger: createLogger('fatal', 'test') };
await campaign({ client, name: 'tollgate.worker', beatMs: 200, signal, onError: () => {} }, (lost) =>
  runEmbedded({ ...room, url, secret, signal: lost }),
);
