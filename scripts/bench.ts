import { parseArgs } from 'node:util';
import { benchConsoleLoad } from '../bench/console-load.ts';
import { benchGateway } from '../bench/gateway.ts';
import { benchGuardrails } from '../bench/guardrails.ts';
import { benchManagementLoad } from '../bench/management-load.ts';
import { benchRecognizers } from '../bench/recognizers.ts';
import { benchSemanticCache } from '../bench/semantic-cache.ts';
import { equipments } from '../bench/support/equip-tenant.ts';
import { buildConsole } from './build/build-console.ts';
import { buildServers } from './build/build-servers.ts';

/**
 * `npm run bench`: measures, prints tables and writes `bench/results/*.json`. It is a benchmark and not a test: it never
 * fails because of a figure. `npm run bench -- gateway`, `-- console`, `-- guardrails`, `-- recognizers` or `-- semantic-cache`
 * runs one of them, as does `-- management`, which is run only where it is named; `--organizations`, `--rounds`, `--seconds`, `--without-next` and `--calls-only` make it shorter; `--with policies,limits`
 * measures a tenant that has only these of policies, budgets and limits, `--with ''` one without any.
 */

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string' },
    organizations: { type: 'string', default: '1000' },
    'without-next': { type: 'boolean', default: false },
    'calls-only': { type: 'boolean', default: false },
    with: { type: 'string', default: equipments.join(',') },
  },
});

const root = new URL('..', import.meta.url).pathname;
const withNext = !flags['without-next'];
const wanted = positionals.length === 0 ? ['gateway', 'console', 'guardrails', 'recognizers', 'semantic-cache'] : positionals;
if (wanted.includes('semantic-cache')) benchSemanticCache();
if (wanted.includes('guardrails')) benchGuardrails();
if (wanted.includes('recognizers')) benchRecognizers();
const needsServers = ['gateway', 'console', 'management'].some((name) => wanted.includes(name));
if (needsServers) await buildServers(root);
if (needsServers && withNext) await buildConsole(root, { signal: new AbortController().signal, background: false });
const options = {
  rounds: Number(flags.rounds),
  seconds: Number(flags.seconds ?? 3),
  withNext,
  isCallsOnly: flags['calls-only'],
  equipment: new Set(equipments.filter((name) => flags.with.split(',').includes(name))),
};
if (wanted.includes('gateway')) await benchGateway(options);
if (wanted.includes('console') && withNext) await benchConsoleLoad(options);
if (wanted.includes('management') && withNext)
  await benchManagementLoad({ seconds: Number(flags.seconds ?? 60), organizations: Number(flags.organizations) });
