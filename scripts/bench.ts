import { parseArgs } from 'node:util';
import { benchGateway } from '../bench/gateway.ts';
import { buildConsole } from './build/build-console.ts';

/**
 * `npm run bench`: measures, prints tables and writes `bench/results/*.json`. It is a benchmark and not a test: it never
 * fails because of a figure. `--rounds`, `--seconds` and `--without-next` make it shorter.
 */

const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '3' },
    'without-next': { type: 'boolean', default: false },
  },
});

const root = new URL('..', import.meta.url).pathname;
const withNext = !flags['without-next'];
if (withNext) await buildConsole(root, { signal: new AbortController().signal, background: false });
await benchGateway({ rounds: Number(flags.rounds), seconds: Number(flags.seconds), withNext });
