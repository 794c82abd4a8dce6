import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';
import { checkConservation } from './check-conservation.ts';
import { closeUsageDays } from './close-usage-days.ts';
import { expireApprovals } from './expire-approvals.ts';
import { importPriceList } from './import-prices.ts';
import { issueStatements } from './issue-statements.ts';
import { keepUsagePartitions } from './keep-usage-partitions.ts';
import { purgeIdempotencyRecords } from './purge-idempotency-records.ts';
import { purgeKeptAnswers } from './purge-kept-answers.ts';
import { rewrapDataKeys } from './rewrap-data-keys.ts';
import { runRerates } from './run-rerates.ts';
import { sendMail } from './send-mail.ts';
import { settleProviderWork } from './settle-provider-work.ts';
import { sweepLeases } from './sweep-leases.ts';
import { sweepReservations } from './sweep-reservations.ts';

/** Every background job, one line each; a file in this folder without its line here is an error. */
export const jobs: readonly Job<Runtime>[] = [
  checkConservation,
  closeUsageDays,
  expireApprovals,
  importPriceList,
  issueStatements,
  keepUsagePartitions,
  purgeIdempotencyRecords,
  purgeKeptAnswers,
  rewrapDataKeys,
  runRerates,
  sendMail,
  settleProviderWork,
  sweepLeases,
  sweepReservations,
];
