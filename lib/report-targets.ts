import type { Client } from '#db/client.ts';
import { newUuid } from '#lib/core/ids.ts';
import type { Logger } from '#lib/core/logger.ts';
import { ConnectionSpans } from '#lib/gateway/calls/connection-spans.ts';
import { TargetReports } from '#lib/gateway/calls/target-reports.ts';
import type { GatewayRuntime } from '#lib/gateway/index.ts';
import { bootId } from '#lib/journal/boot-id.ts';
import { readPeerCircuits } from '#lib/routes/read-peer-circuits.ts';
import { forgetConnectionSpans, writeConnectionSpans } from '#lib/routes/write-connection-spans.ts';
import { forgetTargetStatus, writeTargetStatus } from '#lib/routes/write-target-status.ts';

const everyMs = 2_000;
/** Spans change with every call and are looked at over hours. */
const spansEveryMs = 10_000;
const forgetEveryMs = 3_600_000;

/**
 * Writes every two seconds how this process finds its targets, for the console, for simulations and for the other gateways of
 * this machine, whose circuits it hears of in return. Calls never wait for it, and without the database it is left out until
 * the next time. Resolves `stop` when what was written is taken away again.
 */
export function reportTargets(gateway: GatewayRuntime, ingest: Client, logger: Logger): { stop(): Promise<void> } {
  const process = { id: newUuid(), host: bootId() };
  const reports = new TargetReports();
  const spans = new ConnectionSpans();
  let [spansAt, forgottenAt] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let hasWritten = false;
  let writing: Promise<void> | null = null;
  const write = async (): Promise<void> => {
    const due = reports.due(gateway.targets.all(), gateway.circuits.states(), performance.now());
    if (due.length > 0) {
      hasWritten = true;
      await writeTargetStatus(ingest, process, due);
    }
    gateway.circuits.hearPeers(await readPeerCircuits(ingest, process));
    await writeSpans(spansEveryMs);
  };
  const writeSpans = async (everyMs: number): Promise<void> => {
    const now = performance.now();
    if (now - spansAt < everyMs) return;
    spansAt = now;
    const due = spans.due(gateway.targets.all(), now);
    await writeConnectionSpans(ingest, process.id, due);
    spans.written(due);
    if (now - forgottenAt < forgetEveryMs) return;
    forgottenAt = now;
    await forgetConnectionSpans(ingest);
  };
  const timer = setInterval(() => {
    if (writing !== null) return;
    writing = write()
      .catch((err: unknown) => logger.debug({ err }, 'How targets are could not be written'))
      .finally(() => {
        writing = null;
      });
  }, everyMs).unref();
  return {
    async stop() {
      clearInterval(timer);
      await writing;
      if (!hasWritten) return;
      await writeSpans(0).catch((err: unknown) => logger.debug({ err }, 'The last spans of connections were not written'));
      await forgetTargetStatus(ingest, process.id).catch((err: unknown) => logger.debug({ err }, 'Reports of targets were left behind'));
    },
  };
}
