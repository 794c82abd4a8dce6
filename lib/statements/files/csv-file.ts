import { csvLine } from '#lib/core/csv-lines.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { formatUsd } from '#lib/core/money.ts';
import type { StatementFile } from './index.ts';

const columns = [
  ...['statement_number', 'document', 'scope', 'period_start', 'period_end', 'position', 'kind', 'team_id', 'team', 'provider', 'model'],
  ...['cost_center', 'description', 'calls', 'input_tokens', 'output_tokens', 'amount_usd'],
];

/** A record for each line; their amounts sum to the total before it is rounded. */
export const csvFile: StatementFile = {
  suffix: '.csv',
  contentType: 'text/csv',
  write({ number, document, scope, period, lines }) {
    const head = [number, document, scope.name, period.start.toISOString(), period.end.toISOString()];
    const records = lines.map((line) => [
      ...head,
      ...[line.position, line.kind, line.team_id === null ? null : toPublicId('team', line.team_id), line.team_name],
      ...[line.provider, line.model, line.cost_center, line.description],
      ...[line.calls, line.input_tokens, line.output_tokens, formatUsd(line.amount_usd)],
    ]);
    return [columns, ...records].map(csvLine).join('');
  },
};
