import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { startTestServer, type TestServer } from '#tests/support/processes.ts';

let database: TestDatabase;
let open: TestServer;

beforeAll(async () => {
  database = await createTestDatabase();
  open = await startTestServer({ database, role: 'gateway' });
});
afterAll(async () => {
  await open.dispose();
  await database.drop();
});

const read = (server: TestServer, headers: Record<string, string> = {}) => fetch(`${server.address}/api/v1/metrics`, { headers });

/** Names with their types, as the text declares them. */
const typesOf = (text: string) => new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type]));

/** Every line is a comment or a sample (Prometheus text format 0.0.4), and every sample belongs to a declared family. */
function faultsOf(text: string): string[] {
  const types = typesOf(text);
  const sample = /^([a-z_]+)(?:\{[a-z_]+="(?:[^"\\]|\\.)*"(?:,[a-z_]+="(?:[^"\\]|\\.)*")*\})? (?:\+Inf|-Inf|NaN|[-+.\de]+)$/;
  return text
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('# HELP ') && !line.startsWith('# TYPE '))
    .filter((line) => {
      const name = sample.exec(line)?.[1] ?? '';
      return !types.has(name) && !(types.get(name.replace(/_(bucket|sum|count)$/, '')) === 'histogram');
    });
}

describe('/api/v1/metrics [OPS-2] [INT-5]', () => {
  it('tells the numbers of the gateway in Prometheus’ format, without a name of anybody', async () => {
    const refused = await fetch(`${open.address}/api/v1/models`);
    expect(refused.status).toBe(401);
    const answer = await read(open);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await answer.text();
    expect(faultsOf(text)).toEqual([]);
    for (const [name, type] of typesOf(text)) expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
    expect(text).toMatch(/^tollgate_errors_total\{code="[a-z_]+"\} [1-9]/m);
    expect(text).toMatch(/^tollgate_snapshot_age_seconds \d/m);
    expect(text).toMatch(/^tollgate_event_loop_delay_seconds\{quantile="p99",process="server"\} \d/m);
    expect(text).not.toMatch(/tenant|tg_|@/);
  });

  it('is there for programs of this host alone, or for whoever shows the token', async () => {
    expect((await read(open, { 'x-forwarded-for': '203.0.113.9' })).status).toBe(404);
    const guarded = await startTestServer({ database, role: 'worker', env: { METRICS_TOKEN: 'a-token-of-some-length' } });
    try {
      expect((await read(guarded)).status).toBe(404);
      expect((await read(guarded, { authorization: 'Bearer a-token-of-some-lengtH' })).status).toBe(404);
      const tokened = { authorization: 'Bearer a-token-of-some-length', 'x-forwarded-for': '203.0.113.9' };
      // The worker tells its parent every few seconds.
      await vi.waitFor(
        async () => {
          const text = await (await read(guarded, tokened)).text();
          expect(faultsOf(text)).toEqual([]);
          expect(text).toMatch(/^tollgate_loop_runs_total\{loop="[a-z-]+",process="worker"\} \d/m);
          expect(text).toMatch(/^tollgate_database_connections\{pool="jobs",process="worker"\} [1-9]/m);
          expect(text).toMatch(/^tollgate_job_wait_seconds\{process="worker"\} \d/m);
        },
        { timeout: 20_000, interval: 250 },
      );
    } finally {
      await guarded.dispose();
    }
  }, 40_000);
});

describe('the dashboards of Grafana [OPS-2] [INT-5]', () => {
  const folder = new URL('../../deploy/grafana/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  /** Every metric there can be is declared in a file that ends in `families.ts` or in the figures of calls and loops. */
  const sources = ['gateway/gateway-families', 'gateway/call-figures', 'journal/journal-families', 'process/process-families'];
  const declared = new Set(
    [...sources, 'process/loop-figures', 'jobs/run-families', 'database-families'].flatMap((path) =>
      [...readFileSync(new URL(`../../lib/${path}.ts`, import.meta.url), 'utf8').matchAll(/'(tollgate_[a-z_]+)'/g)].map(([, name]) => name),
    ),
  );

  it('are valid, each panel with its own place, and ask for metrics that exist', async () => {
    expect(files.length).toBeGreaterThanOrEqual(2);
    const exported = typesOf(await (await read(open)).text());
    for (const name of exported.keys()) expect(declared).toContain(name);
    for (const file of files) {
      const board = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
      expect(board).toMatchObject({ uid: expect.any(String), title: expect.any(String), schemaVersion: expect.any(Number) });
      const ids = board.panels.map(({ id }: { id: number }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const { title, targets = [] } of board.panels) {
        for (const { expr } of targets) {
          const names = [...String(expr).matchAll(/tollgate_[a-z_]+/g)].map(([name]) => name);
          expect([file, title, names.length > 0]).toEqual([file, title, true]);
          for (const name of names)
            expect(declared).toContain(name.replace(/_(bucket|sum|count)$/, (part) => (declared.has(name) ? part : '')));
        }
      }
    }
  });
});
