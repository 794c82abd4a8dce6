import { rmSync } from 'node:fs';
import { extname } from 'node:path';
import { parseArgs } from 'node:util';
import { proxyTrust } from '#lib/core/client-address.ts';
import { EnvError, parseEnv } from '#lib/core/env.ts';
import { type MetricFamily, withLabel } from '#lib/core/metric-family.ts';
import { answerMetrics } from '#lib/front/answer-metrics.ts';
import { type ConsoleChild, consoleChild, outsideConsole } from '#lib/front/console-child.ts';
import { drain, trackUpgrades } from '#lib/front/drain.ts';
import { createFront } from '#lib/front/front.ts';
import { listen } from '#lib/front/listen.ts';
import type { Readiness } from '#lib/front/probes.ts';
import { openGatewayLane } from '#lib/http/open-gateway-lane.ts';
import { type ManagedChild, manageChild } from '#lib/process/managed-child.ts';
import { type MessageFromChild, messageFromParent, tellParent } from '#lib/process/messages.ts';
import { watchProcess } from '#lib/process/process-families.ts';
import { registerProcess } from '#lib/process/process-files.ts';
import { socketPath } from '#lib/process/socket-path.ts';
import { listenForStop, type StopRequest } from '#lib/process/stop-requests.ts';
import { announceStopping } from '#lib/process/stopping.ts';
import { createRuntime, installRuntime } from '#lib/runtime.ts';

/**
 * Owns the port. Depending on TOLLGATE_ROLE it runs the gateway's fast lane in this process, the console (Next) as a
 * child behind a unix socket, and the worker as another child; `all` does all three.
 */

const { values: flags } = parseArgs({
  options: {
    /** The console is run by somebody else and listens there. */
    'console-socket': { type: 'string' },
    /** Start the console's child only once the parent says that it is built. */
    'await-console-build': { type: 'boolean', default: false },
    /** Take one of the next ports when the wanted one is in use. */
    'next-free-port': { type: 'boolean', default: false },
    /** Wins over PORT: where this server listened before it was started anew. */
    port: { type: 'string' },
  },
});

/** Seconds a child may take to end after its own drain. */
const childGraceSeconds = 5;

/** The entry beside this one: TypeScript in development, a bundle in production. */
const sibling = (name: string): string => new URL(`./${name}${extname(import.meta.filename)}`, import.meta.url).pathname;

async function main(): Promise<void> {
  const env = parseEnv(process.env);
  const trust = proxyTrust(env.TRUSTED_PROXIES, env.COUNTRY_HEADER);
  registerProcess(env.DATA_DIR, 'server');
  const runtime = installRuntime(createRuntime(env, env.TOLLGATE_ROLE === 'all' ? 'gateway' : env.TOLLGATE_ROLE));
  const { logger } = runtime;
  const runs = (role: 'gateway' | 'console' | 'worker') => env.TOLLGATE_ROLE === 'all' || env.TOLLGATE_ROLE === role;
  const onFault = (error: unknown) => logger.error({ err: error }, 'A request handler threw');
  const report = (line: string) => logger.error({}, line);

  const lane = runs('gateway') ? await openGatewayLane(runtime) : undefined;
  const console = openConsole();
  const state = { draining: false };
  const ofProcess = watchProcess();
  let ofWorker: readonly MetricFamily[] = [];
  const metrics = answerMetrics(env.METRICS_TOKEN, () => [
    ...(lane?.families() ?? []),
    ...withLabel(ofProcess(), 'process', 'server'),
    ...withLabel(ofWorker, 'process', 'worker'),
  ]);
  const server = createFront({ lane, trust, readiness, metrics, draining: () => state.draining, onFault, console: () => console.side() });
  const closeUpgraded = trackUpgrades(server);
  const wantedPort = flags.port === undefined ? env.PORT : Number(flags.port);
  const port = await listen(server, { port: wantedPort, host: env.HOST, morePorts: flags['next-free-port'] ? 100 : 0 });

  let worker: ManagedChild | undefined;
  if (runs('worker')) worker = manageChild({ name: 'worker', entry: sibling('worker'), report, onMessage: heedWorker });
  if (runs('console') && !flags['await-console-build']) console.start();
  process.on('message', (raw) => {
    if (messageFromParent.safeParse(raw).data?.type === 'console-built' && !state.draining) console.start();
  });
  listenForStop({ stop: (request) => void stop(request), stopNow });
  tellParent({ type: 'ready', port });
  logger.info({ port, role: env.TOLLGATE_ROLE }, 'Listening');

  function heedWorker(message: MessageFromChild): void {
    if (message.type === 'metrics') ofWorker = message.families;
  }

  function openConsole(): ConsoleChild {
    if (flags['console-socket'] !== undefined) return outsideConsole(flags['console-socket']);
    const path = socketPath(env.DATA_DIR, `console-${process.pid}.sock`);
    rmSync(path, { force: true });
    const onChange = (up: boolean) => tellParent({ type: 'console', up });
    return consoleChild({ entry: sibling('console'), socketPath: path, projectFolder: process.cwd(), report, onChange });
  }

  function readiness(): Readiness {
    const laneFault = lane?.degraded();
    const consoleFault = runs('console') && console.side().target === undefined ? console.side().state : undefined;
    const consoleFaults = consoleFault === undefined ? {} : { console: consoleFault };
    return {
      draining: state.draining,
      failing: env.TOLLGATE_ROLE === 'console' ? consoleFaults : {},
      records: lane?.records(),
      degraded: { ...(laneFault === undefined ? {} : { gateway: laneFault }), ...(lane === undefined ? {} : consoleFaults) },
    };
  }

  async function stop({ acceptSeconds, reason }: StopRequest): Promise<void> {
    state.draining = true;
    announceStopping();
    console.announceStop();
    logger.info({ reason }, 'Draining');
    const stoppingWorker = worker?.stop({ acceptSeconds: 0, withinSeconds: env.DRAIN_SECONDS + childGraceSeconds });
    await drain({ server, lane, acceptSeconds, drainSeconds: env.DRAIN_SECONDS });
    closeUpgraded();
    await Promise.all([console.stop(childGraceSeconds), stoppingWorker]);
    await lane?.close();
    await runtime.databases.close();
    logger.info({}, 'Stopped');
    process.exit(0);
  }

  function stopNow(): void {
    console.kill();
    worker?.kill();
    process.exit(1);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof EnvError ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
