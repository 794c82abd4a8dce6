import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConfigPoller, configChannel, hintConfigChange } from '#db/config-changes.ts';
import { configVersion, tenant } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { bumpConfigVersions } from '#lib/command/config-version.ts';
import { newUuid } from '#lib/core/ids.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';

let test: TestDatabase;
const tenants = [newUuid(), newUuid()] as const;
let poller: ConfigPoller;

beforeAll(async () => {
  test = await createTestDatabase();
  for (const tenantId of tenants) {
    await inTenant(test.databases.app, tenantId, (tx) => tx.insert(tenant).values({ tenantId, slug: tenantId, name: tenantId }));
  }
});
afterAll(() => test.drop());
beforeEach(async () => {
  poller = new ConfigPoller(test.databases.lookup);
  await poller.poll();
});

const bump = (tx: TenantTransaction, tenantId: string) => bumpConfigVersions(tx, tenantId, ['keys']);
const change = (tenantId: string) => inTenant(test.databases.app, tenantId, (tx) => bump(tx, tenantId));
const polled = async () => (await poller.poll()).map(({ tenantId, section }) => ({ tenantId, section }));

/** A transaction that has bumped its tenant's version and waits for the word to commit. */
function holdOpen(tenantId: string): { began: Promise<void>; commit: () => Promise<void> } {
  let release = () => {};
  let announce = () => {};
  const began = new Promise<void>((resolve) => {
    announce = resolve;
  });
  const done = inTenant(test.databases.app, tenantId, async (tx) => {
    await bump(tx, tenantId);
    announce();
    await new Promise<void>((resolve) => {
      release = resolve;
    });
  });
  return {
    began,
    commit: async () => {
      release();
      await done;
    },
  };
}

const [first, second] = tenants;
const keys = (tenantId: string) => ({ tenantId, section: 'keys' });

describe('polling for configuration changes', () => {
  it('answers a committed change once, and then no more', async () => {
    await change(first);
    expect(await polled()).toEqual([keys(first)]);
    expect(await polled()).toEqual([]);
    await change(first);
    await change(second);
    expect(await polled()).toEqual(expect.arrayContaining([keys(first), keys(second)]));
    expect(await polled()).toEqual([]);
  });

  it('misses no change that commits after a later one was seen', async () => {
    const slow = holdOpen(first);
    await slow.began;
    await change(second);
    expect(await polled()).toEqual([keys(second)]);
    expect(await polled()).toEqual([]);
    await slow.commit();
    expect(await polled()).toEqual([keys(first)]);
    expect(await polled()).toEqual([]);
  });

  it('is not held up by a transaction that has been running for long', async () => {
    const slow = holdOpen(first);
    await slow.began;
    for (let round = 0; round < 3; round += 1) {
      await change(second);
      expect(await polled()).toEqual([keys(second)]);
    }
    await slow.commit();
    expect(await polled()).toEqual([keys(first)]);
  });

  it('answers nothing for what was rolled back', async () => {
    const failed = inTenant(test.databases.app, first, async (tx) => {
      await bump(tx, first);
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(await polled()).toEqual([]);
  });

  it('finds every change of many transactions that interleave at random', async () => {
    const seen = new Map<string, bigint>();
    let isDone = false;
    const polling = (async () => {
      while (!isDone) for (const found of await poller.poll()) seen.set(found.tenantId, found.version);
    })();
    await Promise.all(Array.from({ length: 60 }, (_, index) => change(tenants[index % 2] ?? first)));
    isDone = true;
    await polling;
    for (const found of await poller.poll()) seen.set(found.tenantId, found.version);
    const rows = await test.superuser<{ tenantId: string; version: bigint }[]>`SELECT tenant_id AS "tenantId", version FROM config_version`;
    expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(rows.map((row) => [row.tenantId, row.version])));
  });

  it('answers everything when the database is older than the last poll, as after a restore', async () => {
    await change(first);
    const [row] = await test.databases.lookup.$client<{ tenants: bigint }[]>`
      SELECT count(DISTINCT tenant_id) AS tenants FROM config_changes('900000000000'::xid8)`;
    expect(row?.tenants).toBe(2n);
  });

  it('stamps the transaction, whatever the writer says', async () => {
    await inTenant(test.databases.app, first, (tx) =>
      tx.insert(configVersion).values({ tenantId: first, section: 'connections', changedXid: '1' }),
    );
    expect(await polled()).toEqual([{ tenantId: first, section: 'connections' }]);
  });
});

describe('the hint', () => {
  it('arrives, and again after its connection was cut', async () => {
    let hints = 0;
    expect(
      await test.databases.listen(configChannel, () => {
        hints += 1;
      }),
    ).toBe(true);
    const heard = async (atLeast: number) => {
      for (let round = 0; round < 200 && hints < atLeast; round += 1) await new Promise((resolve) => setTimeout(resolve, 20));
      expect(hints).toBeGreaterThanOrEqual(atLeast);
    };
    await heard(1);
    await hintConfigChange(test.databases);
    await heard(2);
    await test.superuser`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ILIKE 'listen%' AND datname = ${test.name}`;
    await heard(3);
    const before = hints;
    await hintConfigChange(test.databases);
    await heard(before + 1);
  });
});
