import { DatabaseApprovalDesk } from '#lib/approvals/database-approval-desk.ts';
import { proxyTrust } from '#lib/core/client-address.ts';
import { AnswerVault } from '#lib/gateway/cache/answer-vault.ts';
import { DatabaseAnswerStore } from '#lib/gateway/cache/database-answer-store.ts';
import { DatabaseContentSink } from '#lib/gateway/content/database-content-sink.ts';
import { DatabaseOnceStore } from '#lib/gateway/idempotency/database-once-store.ts';
import { createGatewayRuntime, defaultGatewaySettings, type GatewayRuntime, type GatewaySettings } from '#lib/gateway/index.ts';
import { createSnapshot } from '#lib/gateway/snapshot/live-snapshot.ts';
import { DatabaseObjectStore } from '#lib/objects/database-object-store.ts';
import { openRateStore } from '#lib/open-rate-store.ts';
import { type OpenRecorder, openRecorder, type RecorderMode } from '#lib/open-recorder.ts';
import { createAddressPolicy, UndiciTransport } from '#lib/outbound/index.ts';
import { reportGateway } from '#lib/report-gateway.ts';
import { reportTargets } from '#lib/report-targets.ts';
import type { Runtime } from '#lib/runtime.ts';
import { openTelemetry } from '#lib/telemetry/open-telemetry.ts';

/** Most sockets of this process to one provider. */
const connectionsPerOriginMax = 2048;
const originsMax = 256;

/** A gateway joined to its snapshot, its recorder and its way out. */
export interface OpenGateway {
  readonly gateway: GatewayRuntime;
  /** What calls are recorded with, for probes and metrics. */
  readonly record: OpenRecorder;
  /** Ends the snapshot and the recorder; upstream connections are the lane's to close. */
  close(): Promise<void>;
}

function settingsOf({ env, keys }: Runtime): GatewaySettings {
  return {
    ...defaultGatewaySettings,
    keyPepper: keys.keyPepper,
    proxies: proxyTrust(env.TRUSTED_PROXIES),
    bodyBytesMax: env.GATEWAY_BODY_BYTES_MAX,
    firstTokenMs: env.GATEWAY_FIRST_TOKEN_SECONDS * 1000,
    idleMs: env.GATEWAY_IDLE_SECONDS * 1000,
    totalMs: env.GATEWAY_TOTAL_SECONDS * 1000,
    sessionTotalMs: env.GATEWAY_SESSION_SECONDS * 1000,
    sessionIdleMs: env.GATEWAY_SESSION_IDLE_SECONDS * 1000,
    staleRefuseMs: env.SNAPSHOT_MAX_STALENESS_SECONDS * 1000,
  };
}

/** Joins the gateway of this process to the database; resolves once the configuration was read, or is known to be out of reach. */
export async function openGateway(runtime: Runtime, mode: RecorderMode): Promise<OpenGateway> {
  const { env, logger, clock, databases, keys } = runtime;
  const limits = { inFlightMaxPerTenant: env.GATEWAY_IN_FLIGHT_MAX_PER_TENANT };
  const snapshot = createSnapshot({ databases, clock, masterKeys: keys.masterKeys, logger, limits });
  const record = await openRecorder(runtime, mode);
  const upstream = new UndiciTransport({
    policy: createAddressPolicy(env.ALLOWED_PRIVATE_NETWORKS),
    connectTimeoutMs: env.GATEWAY_CONNECT_SECONDS * 1000,
    connectionsPerOriginMax,
    originsMax,
  });
  const objects = new DatabaseObjectStore(databases.app, databases.ingest.$client);
  await snapshot.start();
  const vault = new AnswerVault({ app: databases.app, masterKeys: keys.masterKeys, clock });
  const { recorder, keeper } = record;
  const rates = openRateStore(runtime);
  const telemetry = openTelemetry(env, clock, logger);
  const contents = new DatabaseContentSink(vault, logger);
  const gateway = createGatewayRuntime({
    ...{ snapshot, recorder, keeper, clock, logger, settings: settingsOf(runtime), upstream, objects, rates, telemetry },
    answerStore: new DatabaseAnswerStore(vault),
    onceStore: new DatabaseOnceStore(vault),
    contents,
    approvalDesk: new DatabaseApprovalDesk({ app: databases.app, clock, keyPepper: keys.keyPepper }),
  });
  const reports = reportTargets(gateway, databases.ingest.$client, logger);
  const report = reportGateway({ recorder: record, ingest: databases.ingest.$client, logger });
  const close = async () => {
    await snapshot.stop();
    await reports.stop();
    await report.stop();
    await contents.drain();
    await rates.close();
    await record.close();
    await telemetry?.close();
  };
  return { gateway, record, close };
}
