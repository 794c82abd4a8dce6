import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Client } from '#db/client.ts';
import { newUuid } from '#lib/core/ids.ts';
import type { Logger } from '#lib/core/logger.ts';
import { bootId } from '#lib/journal/boot-id.ts';
import { forgetGatewayStatus, writeGatewayStatus } from '#lib/routes/write-gateway-status.ts';

const everyMs = 5_000;
/** The histogram measures whole turns of its timer, so its resolution comes off. */
const resolutionMs = 20;

export interface GatewayReporting {
  readonly recorder: {
    /** Of the journal; null in direct mode. */
    readonly state: () => { readonly posting: { readonly queued: number; readonly lagMs: number } } | null;
    readonly fault: () => string | undefined;
  };
  readonly ingest: Client;
  readonly logger: Logger;
}

/**
 * Writes every five seconds how this gateway process is, for the console: how late its event loop is, and how far what it recorded
 * lies behind in the database. Resolves `stop` when its row is taken away again.
 */
export function reportGateway({ recorder, ingest, logger }: GatewayReporting): { stop(): Promise<void> } {
  const process = { id: newUuid(), host: bootId() };
  const startedAt = new Date();
  const loop = monitorEventLoopDelay({ resolution: resolutionMs });
  loop.enable();
  let writing: Promise<void> | null = null;
  const write = async (): Promise<void> => {
    const late = loop.percentile(99) / 1e6 - resolutionMs;
    loop.reset();
    const posting = recorder.state()?.posting;
    await writeGatewayStatus(ingest, process, {
      startedAt,
      loopDelayMs: Number.isFinite(late) ? late : 0,
      postingQueued: posting?.queued ?? 0,
      postingLagMs: posting?.lagMs ?? 0,
      fault: recorder.fault() ?? null,
    });
  };
  const report = (): void => {
    if (writing !== null) return;
    writing = write()
      .catch((err: unknown) => logger.debug({ err }, 'How this gateway is could not be written'))
      .finally(() => {
        writing = null;
      });
  };
  report();
  const timer = setInterval(report, everyMs).unref();
  return {
    async stop() {
      clearInterval(timer);
      loop.disable();
      await writing;
      await forgetGatewayStatus(ingest, process.id).catch((err: unknown) =>
        logger.debug({ err }, 'The report of this gateway was left behind'),
      );
    },
  };
}
