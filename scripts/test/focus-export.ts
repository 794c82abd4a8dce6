import { csvRecords } from '#lib/core/csv.ts';
import { ChargeLines } from '#lib/focus/charge-lines.ts';
import { type FocusOrigin, FocusRows, type focusColumns, focusCsv, focusHeader } from '#lib/focus/focus-row.ts';
import { SampleCharges } from '#tests/support/sample-charges.ts';
import { readFocusModel } from './focus-model.ts';
import { FocusRules, type FocusTable, type FocusVerdict } from './focus-rules.ts';
import type { Counts } from './stage.ts';

/** The applicability criteria of the specification that hold for Tollgate's export. */
const supported = [
  'ACCOUNT_NAMING_SUPPORTED',
  'NEGOTIATED_PRICING_SUPPORTED',
  'PUBLIC_PRICE_LIST_SUPPORTED',
  'SUB_ACCOUNT_SUPPORTED',
  'TAGGING_SUPPORTED',
  'UNIT_PRICING_SUPPORTED',
  'USAGE_MEASUREMENT_SUPPORTED',
];

/** Faults that are planted one by one, and the rule that each must break: a runner that finds nothing proves nothing. */
const plants: readonly (readonly [rule: string, column: (typeof focusColumns)[number], value: string | null])[] = [
  ['BilledCost-C-003-M', 'BilledCost', null],
  ['BilledCost-C-001-M', 'BilledCost', '$1'],
  ['BillingCurrency-C-006-M', 'BillingCurrency', 'Credits'],
  ['ChargePeriodStart-C-002-M', 'ChargePeriodStart', '2026-11-01 00:00:00'],
  ['ListCost-C-009-C', 'ListCost', '12345'],
  ['Tags-C-001-M', 'Tags', '{"a":{"b":1}}'],
  ['SkuPriceId-C-008-M', 'SkuPriceId', 'the same for all'],
];

const origin: FocusOrigin = {
  ...{ providerName: 'OpenAI', teamId: 'team_1', teamName: 'Search, "new"', keyId: 'key_1', keyName: 'ci', connectionName: 'main' },
  ...{ project: 'Web shop', environment: 'Production', costCenter: '4711=66.6667%;4712=33.3333%' },
};

const changed = {
  provider: 'openai',
  model: 'gpt-4o',
  teamDim: 1,
  keyDim: 1,
  connectionDim: 1,
  projectDim: 0,
  environmentDim: 0,
  costCentersDim: 0,
};
const december = { billingStart: '2026-12-01T00:00:00Z', billingEnd: '2027-01-01T00:00:00Z' };

/** Money that was booked after the calls: into the open month, and into the next one when it was over. */
const changes = (['rerate', 'credit', 'adjust'] as const).flatMap((kind) =>
  [false, true].map((isCorrection) => ({
    ...{ kind, isCorrection, origin: null, about: null, chargedMs: 0, description: `A ${kind}` },
    picoUsd: kind === 'credit' ? -2_000_000_000n : 3_000_000_000n,
  })),
);

/** Rows of a day of made-up calls, made by the product's own code, through the text of the file and back. */
async function exported(perspective: 'usage' | 'showback'): Promise<FocusTable> {
  const charges = new ChargeLines();
  for (const [call, price] of new SampleCharges(7).calls(2_000)) charges.add(call, price);
  const rows = new FocusRows({ id: 'tenant_1', name: 'Acme' }, perspective);
  const period = {
    ...{ chargeStart: '2026-11-01T00:00:00Z', chargeEnd: '2026-11-02T00:00:00Z' },
    ...{ billingStart: '2026-11-01T00:00:00Z', billingEnd: '2026-12-01T00:00:00Z' },
  };
  const text = [
    focusHeader(),
    ...charges.lines().map((line) => focusCsv(rows.line(line, origin, period))),
    ...charges.rest().map((rest) => focusCsv(rows.adjustment(rest, origin, period))),
    ...changes.map((change) => focusCsv(rows.change(change, changed, origin, change.isCorrection ? { ...period, ...december } : period))),
  ].join('');
  const records: (readonly string[])[] = [];
  for await (const { fields } of csvRecords(chunksOf(text))) records.push(fields);
  const [columns = [], ...rest] = records;
  return { columns, rows: rest.map((fields) => Object.fromEntries(columns.map((name, at) => [name, fields[at] || null]))) };
}

async function* chunksOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const isDuty = ({ keyword }: FocusVerdict): boolean => keyword === 'MUST' || keyword === 'MUST NOT';

/** Runs the published rules over what the export writes, in both perspectives, and over the same with planted faults. */
export async function runFocusRules(modelFile: string): Promise<Counts> {
  const model = readFocusModel(modelFile);
  let [passed, failed] = [0, 0];
  const note = (isRight: boolean, text: string) => {
    if (isRight) passed += 1;
    else failed += 1;
    if (!isRight) process.stdout.write(`✗ ${text}\n`);
  };
  for (const perspective of ['usage', 'showback'] as const) {
    const table = await exported(perspective);
    const verdicts = new FocusRules(model, supported, table).verdicts();
    for (const verdict of verdicts.filter(({ outcome }) => outcome === 'held' || outcome === 'broken')) {
      if (verdict.outcome === 'broken' && !isDuty(verdict)) process.stdout.write(`  advice not taken: ${verdict.id}: ${verdict.detail}\n`);
      else note(verdict.outcome === 'held', `${verdict.id}: ${verdict.detail}`);
    }
    const of = (outcome: FocusVerdict['outcome']) => verdicts.filter((verdict) => verdict.outcome === outcome).length;
    process.stdout.write(
      `${perspective}: ${table.rows.length} rows; of ${verdicts.length} rules ${of('held')} held, ${of('broken')} broken, ` +
        `${of('not_applicable')} are about columns or abilities that Tollgate has not, ${of('inert')} only group others or cannot be checked\n`,
    );
  }
  for (const [rule, column, value] of plants) {
    const table = await exported('usage');
    const rows =
      rule === 'SkuPriceId-C-008-M' ? table.rows.map((row) => ({ ...row, [column]: value })) : [{ ...table.rows[0], [column]: value }];
    const found = new FocusRules(model, supported, { ...table, rows }).verdicts().find(({ id }) => id === rule);
    note(found?.outcome === 'broken', `${column} = ${value} does not break ${rule}`);
  }
  return { passed, failed };
}
