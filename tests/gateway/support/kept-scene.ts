import { DatabaseApprovalDesk } from '#lib/approvals/database-approval-desk.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { systemClock } from '#lib/core/clock.ts';
import { AnswerVault } from '#lib/gateway/cache/answer-vault.ts';
import { DatabaseAnswerStore } from '#lib/gateway/cache/database-answer-store.ts';
import { DatabaseOnceStore } from '#lib/gateway/idempotency/database-once-store.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { commandRuntimeOf, createSampleCompany, type SampleCompany } from '#tests/support/sample-company.ts';
import { gpt4oMini } from './call.ts';
import { answerJson, chatCompletion, ScriptedProvider } from './scripted-provider.ts';
import { connectionTo, keyId, type LaneName, startTestGateway, type TestGateway } from './test-gateway.ts';

/** Gateways that share what they keep through a real database, behind them one provider that numbers its answers. */
export interface KeptScene {
  readonly database: TestDatabase;
  readonly company: SampleCompany;
  readonly runtime: CommandRuntime;
  readonly provider: ScriptedProvider;
  readonly gateways: Readonly<Record<LaneName, TestGateway>>;
  /** Answers of the provider, numbered, from its first again. */
  numberAnswers(): void;
  stop(): Promise<void>;
}

/** A process of its own: it remembers nothing of what others keep. */
async function gatewayOf(
  lane: LaneName,
  database: TestDatabase,
  runtime: CommandRuntime,
  company: SampleCompany,
  address: string,
): Promise<TestGateway> {
  const vault = new AnswerVault({ app: database.databases.app, masterKeys: runtime.masterKeys, clock: systemClock });
  const gateway = await startTestGateway({
    lane,
    stores: {
      answerStore: new DatabaseAnswerStore(vault),
      onceStore: new DatabaseOnceStore(vault),
      approvalDesk: new DatabaseApprovalDesk(database.databases.app, systemClock),
    },
  });
  const { tenantId } = company;
  gateway.snapshot.addTenant({ tenantId, connections: [connectionTo(address)] });
  gateway.snapshot.addPrice(gpt4oMini);
  await gateway.runtime.tokens.warm();
  return { ...gateway, key: gateway.snapshot.addKey({ tenantId, keyId }) };
}

export async function openKeptScene(): Promise<KeptScene> {
  const database = await createTestDatabase();
  const runtime = commandRuntimeOf(database);
  const company = await createSampleCompany(database, 'acme');
  const provider = new ScriptedProvider();
  const address = await provider.start();
  const gateways = {
    'fast lane': await gatewayOf('fast lane', database, runtime, company, address),
    'web lane': await gatewayOf('web lane', database, runtime, company, address),
  };
  const numberAnswers = () => {
    let answers = 0;
    provider.seen.length = 0;
    provider.script = (response, request) => {
      answers += 1;
      answerJson(chatCompletion(`Answer ${answers}.`))(response, request);
    };
  };
  numberAnswers();
  return {
    ...{ database, company, runtime, provider, gateways, numberAnswers },
    stop: async () => {
      for (const gateway of Object.values(gateways)) await gateway.stop();
      await provider.stop();
      await runtime.outbound.transport.close();
      await database.drop();
    },
  };
}
