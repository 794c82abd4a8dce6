import readExcelFile from 'read-excel-file/node';
import { extractText, getDocumentProxy } from 'unpdf';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { getCosts, getSummary, setKpiTargets, setRoiInputs, updateSettings } from '#lib/analytics/index.ts';

import { ReportDocument, type reportFile } from '#lib/contracts/reports.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { parseUsd } from '#lib/core/money.ts';
import { downloadReport, listReportKinds, previewReport } from '#lib/reports/index.ts';
import { readChargeback } from '#lib/statements/index.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { faultOf } from '#tests/support/company-scene.ts';
import { insertVirtualKey, type SamplePerson } from '#tests/support/sample-company.ts';
import { novemberMs, octoberMs, statedScene } from '#tests/support/stated-scene.ts';

const scene = statedScene();

type FileInput = Partial<z.input<typeof reportFile.input>> & Pick<z.input<typeof reportFile.input>, 'kind'>;

async function fileOf(input: FileInput, person: SamplePerson = scene.company.admin): Promise<Buffer> {
  const { pieces } = await downloadReport.open(scene.as(person), input);
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) parts.push(typeof piece === 'string' ? Buffer.from(piece) : piece);
  return Buffer.concat(parts);
}

/** RFC 4180 taken apart by hand: what a spreadsheet would read. */
function recordsOf(csv: string): string[][] {
  const records: string[][] = [[]];
  for (const match of csv.matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n|$)/g)) {
    if (match[0] === '') continue;
    const [, field = '', end = ''] = match;
    records.at(-1)?.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (end === '\r\n') records.push([]);
  }
  return records.filter((record) => record.length > 1);
}

const october = { period: 'last_month' } as const;
/** What the API says of October by team, in the zone of the organization. */
const costsOfOctober = () =>
  getCosts.execute(scene.admin(), {
    ...{ range: 'custom', from: new Date(octoberMs).toISOString(), to: new Date(novemberMs).toISOString() },
    ...{ group_by: 'team', limit: 1000 },
  });

describe('[REP-1] a report', () => {
  test('has in CSV, Excel, PDF and JSON the sums that the API answers for its period', async () => {
    await postCalls(scene.database, scene.inOctober(600, 21));
    const { total, groups } = await costsOfOctober();
    expect(total.requests).toBe(600);
    const input = { kind: 'cost', sections: 'teams', ...october } as const;

    const [header = [], ...rows] = recordsOf((await fileOf({ ...input, format: 'csv' })).toString().replace('\ufeff', ''));
    const at = header.indexOf('Cost (USD)');
    expect(rows).toHaveLength(groups.length);
    expect(rows.reduce((sum, row) => sum + (parseUsd(row[at] ?? '') ?? 0n), 0n)).toBe(total.cost_usd);

    const json = ReportDocument.parse(JSON.parse((await fileOf({ ...input, format: 'json' })).toString()));
    const [section] = json.sections;
    const column = section?.columns.findIndex(({ id }) => id === 'cost_usd') ?? -1;
    expect(parseUsd(String(section?.total?.[column]))).toBe(total.cost_usd);
    expect([json.from.getTime(), json.to.getTime(), json.period_label]).toEqual([octoberMs, novemberMs, 'October 2026']);

    const sheets = await readExcelFile(await fileOf({ ...input, format: 'xlsx' }));
    expect(sheets.map(({ sheet }) => sheet)).toEqual(['Report', 'Teams']);
    const [titles = [], ...lines] = sheets[1]?.data ?? [];
    const usd = titles.indexOf('Cost (USD)');
    const numbers = lines.map((line) => BigInt(Math.round(Number(line[usd]) * 1e9)));
    expect(numbers.at(-1)).toBe(total.cost_usd);
    expect(numbers.slice(0, -1).reduce((sum, value) => sum + value, 0n)).toBe(total.cost_usd);

    const pdf = await getDocumentProxy(new Uint8Array(await fileOf({ ...input, format: 'pdf' })));
    const { text } = await extractText(pdf, { mergePages: true });
    // People read cents; the other formats have every digit.
    const toTheCent = Number(section?.total?.[column]).toFixed(2);
    expect(text).toContain('Cost report');
    expect(text).toContain('October 2026 (Europe/Berlin)');
    expect(text.replaceAll(',', '')).toContain(toTheCent);
    for (const group of groups) expect(text).toContain((group.group[0]?.name ?? group.group[0]?.id ?? 'No team').slice(0, 20));
  });

  test('of every kind opens in every format, with nothing in it as well', async () => {
    const { data } = await listReportKinds.execute(scene.admin(), {});
    for (const { kind } of data) {
      for (const format of ['csv', 'xlsx', 'pdf', 'json'] as const) {
        const file = await fileOf({ kind, format, ...october });
        if (format === 'pdf') expect(file.subarray(0, 5).toString()).toBe('%PDF-');
        if (format === 'xlsx') expect((await readExcelFile(file)).length).toBeGreaterThan(1);
        if (format === 'json') ReportDocument.parse(JSON.parse(file.toString()));
        expect(file.length).toBeGreaterThan(2);
      }
    }
  });

  test('of chargeback says who bears what, as the API does', async () => {
    await postCalls(scene.database, scene.inOctober(200, 22));
    const api = await readChargeback.execute(scene.admin(), { day: '2026-10-15', period: 'month' });
    const { document } = await previewReport.execute(scene.admin(), { kind: 'chargeback', ...october });
    const amounts = document.sections.map(({ columns, rows, total }) => {
      const at = columns.findIndex(({ id }) => id === 'amount_usd');
      return { rows: rows.reduce((sum, row) => sum + (parseUsd(String(row[at])) ?? 0n), 0n), total: parseUsd(String(total?.[at])) };
    });
    expect(amounts).toEqual(document.sections.map(() => ({ rows: api.total_usd, total: api.total_usd })));
    expect(api.total_usd).toBeGreaterThan(0n);
  });

  test('runs no formula of a caller’s, and a name with markup is text in the e-mail', async () => {
    const name = '=HYPERLINK("http://evil.example","<script>x</script>")';
    await scene.database
      .superuser`update team set name = ${name} where tenant_id = ${scene.company.tenantId} and id = ${scene.company.searchId}`;
    await postCalls(scene.database, [companyCall(scene.company, { atMs: octoberMs + 1, by: { teamId: scene.company.searchId } })]);
    const csv = (await fileOf({ kind: 'cost', sections: 'teams', format: 'csv', ...october })).toString();
    expect(csv).toContain(`'=HYPERLINK`);
    for (const record of recordsOf(csv)) for (const field of record) expect(field).not.toMatch(/^[=+@-](?!\d)/);
    const sheets = await readExcelFile(await fileOf({ kind: 'cost', sections: 'teams', format: 'xlsx', ...october }));
    expect(sheets[1]?.data[1]).toContain(name);
    const { mail } = await previewReport.execute(scene.admin(), { kind: 'cost', ...october });
    expect(mail.html).not.toContain('<script>');
    expect(mail.html).toContain('&lt;script&gt;');
  });

  test('to the management has the targets, the return and the advice of the summary, and of a part only its figures', async () => {
    await postCalls(scene.database, scene.inOctober(50, 23));
    await setKpiTargets.execute(scene.admin(), { targets: [{ metric: 'success_rate', target: 0.5 }] });
    await setRoiInputs.execute(scene.admin(), { hourly_rate_usd: '80', hours_saved_per_user: 4 });
    const custom = { from: new Date(octoberMs).toISOString(), to: new Date(novemberMs).toISOString() };
    const api = await getSummary.execute(scene.admin(), { range: 'custom', ...custom });
    const { document } = await previewReport.execute(scene.admin(), { kind: 'executive', ...october });
    const rowsOf = (id: string) => document.sections.find((section) => section.id === id)?.rows ?? [];
    expect(rowsOf('targets').map((row) => [row[2], row[3]])).toEqual(api.kpis.map(({ target, actual }) => [target, actual]));
    expect(rowsOf('targets')).toContainEqual(['Calls that succeed (of 1), at least', 'Met', 0.5, expect.any(Number), null]);
    expect(parseUsd(String(rowsOf('return')[2]?.[1]))).toBe(api.roi?.net_benefit_usd);
    expect(rowsOf('advice').map(([model]) => model)).toEqual(api.models.map(({ model }) => model));
    const ofTeam = { kind: 'executive', ...october, scope: 'team', team_id: toPublicId('team', scene.company.searchId) } as const;
    const part = await previewReport.execute(scene.admin(), ofTeam);
    expect(part.document.sections.map(({ id }) => id)).toEqual(['summary', 'days', 'teams', 'projects', 'models']);
  });

  test('names nobody under pseudonyms, its author included, and no small group', async () => {
    const { tenantId, admin, lead, member, seller } = scene.company;
    const people = [admin, lead, member, seller];
    const keys = await Promise.all(
      people.map(({ userId }, at) => insertVirtualKey(scene.database, tenantId, { kind: 'personal', userId, name: `Of person ${at}` })),
    );
    const calls = people.map(({ userId }, at) =>
      companyCall(scene.company, { atMs: octoberMs + at + 1, costNanoUsd: 5n, by: { userId, keyId: keys[at]?.id ?? null } }),
    );
    await postCalls(scene.database, calls);
    const preview = async (sections: string) =>
      (await previewReport.execute(scene.admin(), { kind: 'usage', sections, ...october })).document.sections[0];
    const namesOf = (section: Awaited<ReturnType<typeof preview>>) => section?.rows.map(([, name]) => name) ?? [];
    expect(namesOf(await preview('people')).toSorted()).toEqual(['admin', 'lead', 'member', 'seller']);
    await updateSettings.execute(scene.admin(), { member_privacy: 'pseudonyms', group_min: 4 });
    expect(namesOf(await preview('people'))).toEqual(people.map(() => expect.stringMatching(/^member_[0-9a-z]{10}$/)));
    expect(namesOf(await preview('keys'))).toEqual(people.map(() => expect.stringMatching(/^key_[0-9a-z]{10}$/)));
    await updateSettings.execute(scene.admin(), { member_privacy: 'pseudonyms', group_min: 5 });
    for (const section of ['people', 'keys'] as const) {
      const small = await preview(section);
      expect([small?.rows, small?.note, small?.total?.[2]]).toEqual([[], '4 more are in the total and not in the rows.', 4]);
    }
  });

  test('shows what its reader may see and nothing else', async () => {
    const { searchId, fieldId, lead, member, admin } = scene.company;
    await postCalls(scene.database, [
      companyCall(scene.company, { atMs: octoberMs + 1, costNanoUsd: 5n, by: { teamId: searchId, userId: member.userId } }),
      companyCall(scene.company, { atMs: octoberMs + 2, costNanoUsd: 7n, by: { teamId: fieldId } }),
    ]);
    const preview = (person: SamplePerson, input: object) =>
      previewReport.execute(scene.as(person), { kind: 'cost', ...october, ...input });
    const ofSearch = { scope: 'team', team_id: toPublicId('team', searchId) };
    const { document } = await preview(lead, ofSearch);
    expect(document.sections.find(({ id }) => id === 'teams')?.rows).toMatchObject([
      [toPublicId('team', searchId), 'Search', '0.000000005', expect.anything(), null, 1],
    ]);
    expect(await faultOf(preview(lead, {}))).toBe('forbidden');
    expect(await faultOf(preview(lead, { scope: 'team', team_id: toPublicId('team', fieldId) }))).toBe('not_found');
    expect(await faultOf(preview(member, ofSearch))).toBe('not_found');
    expect(await faultOf(preview(lead, { ...ofSearch, kind: 'audit' }))).toBe('validation_failed /scope');
    expect(await faultOf(preview(admin, { sections: 'entries' }))).toBe('validation_failed /sections');
    const other = await scene.otherCompany();
    expect(await faultOf(preview(admin, { scope: 'team', team_id: toPublicId('team', other.searchId) }))).toBe('not_found');
  });
});
