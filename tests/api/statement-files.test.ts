import { extractText, getDocumentProxy } from 'unpdf';
import { describe, expect, test } from 'vitest';
import { billingSetting, team } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { csvRecords } from '#lib/core/csv.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { parseUsd } from '#lib/core/money.ts';
import { downloadStatement, issueStatement, setStatementSettings } from '#lib/statements/index.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { dayMs, octoberMs, statedScene } from '#tests/support/stated-scene.ts';

const scene = statedScene();

async function fileOf(statementId: string, format: string): Promise<Buffer> {
  const { pieces } = await downloadStatement.open(scene.admin(), { statement_id: toPublicId('statement', statementId), format });
  const parts: Buffer[] = [];
  for await (const piece of pieces) parts.push(Buffer.from(piece));
  return Buffer.concat(parts);
}

async function recordsOf(file: Buffer): Promise<readonly (readonly string[])[]> {
  const records: (readonly string[])[] = [];
  async function* bytes() {
    yield file;
  }
  for await (const { fields } of csvRecords(bytes())) records.push(fields);
  return records;
}

describe('[COST-7] the files of a statement', () => {
  const names = ['Größe und Öl', 'Разработка', 'Pagos ₿', '漢字チーム'];

  async function issueNamed() {
    const teams = names.map((name) => ({
      tenantId: scene.company.tenantId,
      id: newUuid(),
      name,
      departmentId: scene.company.engineeringId,
    }));
    await inTenant(scene.database.databases.app, scene.company.tenantId, (tx) => tx.insert(team).values(teams));
    const calls = teams.map(({ id }, index) =>
      companyCall(scene.company, { atMs: octoberMs + dayMs, costNanoUsd: 1_234_567_891n * BigInt(index + 1), by: { teamId: id } }),
    );
    await postCalls(scene.database, [...calls, ...scene.inOctober(2_000, 17)]);
    return issueStatement.execute(scene.admin(), {});
  }

  test('PDF has the number, period, names, every line and the totals as real text, and says which characters it cannot print', async () => {
    const stated = await issueNamed();
    const file = await fileOf(stated.id, 'pdf');
    const pdf = await getDocumentProxy(new Uint8Array(file));
    const { totalPages, text } = await extractText(pdf, { mergePages: false });
    const whole = text.join('\n');
    expect(totalPages).toBeGreaterThan(1);
    for (let page = 1; page <= totalPages; page += 1) expect(text[page - 1]).toContain(`Page ${page} of ${totalPages}`);
    expect(whole).toContain('Statement 1');
    expect(whole).toContain(scene.company.slug);
    expect(whole).toContain('October 2026: 1 Oct 2026 to 31 Oct 2026 (Europe/Berlin)');
    for (const name of ['Größe und Öl', 'Разработка', 'Pagos ₿']) expect(whole.normalize('NFC')).toContain(name);
    expect(whole).toContain('Characters shown as');
    const amounts = [...whole.matchAll(/-?\d+\.\d{9}/g)].map(([amount]) => parseUsd(amount) ?? 0n);
    const [usage, adjustments, total, rounding] = amounts.slice(-4);
    expect([usage, adjustments, total, rounding]).toEqual([stated.usage_usd, 0n, stated.total_usd, stated.rounding_usd]);
    const ofLines = amounts.slice(0, -4);
    expect(ofLines).toHaveLength(stated.lines.length);
    expect(ofLines.reduce((sum, amount) => sum + amount, 0n)).toBe(stated.total_usd);
  });

  test('CSV sums to the total and keeps every name; JSON is the statement', async () => {
    const stated = await issueNamed();
    const [header = [], ...rows] = await recordsOf(await fileOf(stated.id, 'csv'));
    const amount = header.indexOf('amount_usd');
    expect(rows.reduce((sum, row) => sum + (parseUsd(row[amount] ?? '') ?? 0n), 0n)).toBe(stated.total_usd);
    for (const name of names) expect(rows.some((row) => row[header.indexOf('team')] === name)).toBe(true);
    const json = JSON.parse((await fileOf(stated.id, 'json')).toString());
    expect(json).toMatchObject({ number: 1, digest: stated.digest, currency: 'USD' });
    expect(json.lines).toHaveLength(stated.lines.length);
  });

  const accounts = {
    default_cost_center: 'CC-0',
    sap: { company_code: '1000', expense_account: '476100', clearing_account: '199100' },
    oracle: { ledger_id: '300000001', expense_segments: ['01', '{cost_center}', '6410'], clearing_segments: ['01', '000', '2100'] },
  };
  const cents = (text: string | undefined): bigint => BigInt((text ?? '').replace('.', '') || '0');

  async function issueOverCostCenters() {
    await setStatementSettings.execute(scene.admin(), accounts);
    await inTenant(scene.database.databases.app, scene.company.tenantId, (tx) =>
      tx.insert(billingSetting).values(
        [scene.company.searchId, scene.company.fieldId].map((placeId, index) => ({
          ...{ tenantId: scene.company.tenantId, placeKind: 'team' as const, placeId, settings: { cost_center: `CC-${index + 1}` } },
        })),
      ),
    );
    const call = (teamId: string | null, costNanoUsd: bigint) =>
      companyCall(scene.company, { atMs: octoberMs + dayMs, costNanoUsd, by: { teamId } });
    // Thirds of cents: rounded one by one they would not balance.
    await postCalls(scene.database, [
      call(scene.company.searchId, 1_003_333_333n),
      call(scene.company.fieldId, 2_003_333_333n),
      call(null, 3_003_333_334n),
    ]);
    return issueStatement.execute(scene.admin(), {});
  }

  test('SAP: debits and credits of each document balance, and debits are what is payable', async () => {
    const stated = await issueOverCostCenters();
    const [header = [], ...rows] = await recordsOf(await fileOf(stated.id, 'sap'));
    const at = (row: readonly string[], name: string) => row[header.indexOf(name)];
    const side = (which: string) =>
      rows.filter((row) => at(row, 'SHKZG') === which).reduce((sum, row) => sum + cents(at(row, 'WRBTR')), 0n);
    expect(side('S')).toBe(side('H'));
    expect(side('S') * 10_000_000n).toBe(stated.payable_usd);
    expect(rows.map((row) => [at(row, 'KOSTL'), at(row, 'HKONT'), at(row, 'BSCHL')])).toEqual([
      ['CC-0', '476100', '40'],
      ['CC-1', '476100', '40'],
      ['CC-2', '476100', '40'],
      ['', '199100', '50'],
    ]);
    expect(at(rows[0] ?? [], 'BUDAT')).toBe('20261031');
  });

  test('Oracle: rows in the order of the journal import, balanced, cost centers in their segment', async () => {
    const stated = await issueOverCostCenters();
    const rows = await recordsOf(await fileOf(stated.id, 'oracle'));
    for (const row of rows) expect(row).toHaveLength(8 + 30 + 4 + 10);
    const [debits, credits] = [38, 39].map((column) => rows.reduce((sum, row) => sum + cents(row[column]), 0n));
    expect(debits).toBe(credits);
    expect((debits ?? 0n) * 10_000_000n).toBe(stated.payable_usd);
    expect(rows[0]?.slice(0, 8)).toEqual(['NEW', '300000001', '2026/10/31', 'Tollgate', 'AI usage', 'USD', '2026/11/03', 'A']);
    expect(rows.map((row) => row.slice(8, 11))).toEqual([
      ['01', 'CC-0', '6410'],
      ['01', 'CC-1', '6410'],
      ['01', 'CC-2', '6410'],
      ['01', '000', '2100'],
    ]);
  });

  test('journals without accounts are refused with a reason', async () => {
    const stated = await issueStatement.execute(scene.admin(), {});
    for (const format of ['sap', 'oracle']) await expect(fileOf(stated.id, format)).rejects.toMatchObject({ code: 'conflict' });
  });
});
