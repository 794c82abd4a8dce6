import type { DurableFunction } from '#lib/jobs/index.ts';
import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';
import { tellThresholds } from './alert-budgets.ts';
import { tellLeaks } from './alert-leaks.ts';
import { carryOutPrivacyRequests } from './carry-out-privacy-requests.ts';
import { checkConservation } from './check-conservation.ts';
import { closeUsageDays } from './close-usage-days.ts';
import { compareFigures } from './compare-figures.ts';
import { deliverAudit } from './deliver-audit-logs.ts';
import { deliverMessages } from './deliver-notifications.ts';
import { deliverReports } from './deliver-reports.ts';
import { endSupport } from './end-support-access.ts';
import { escalateUnanswered } from './escalate-alerts.ts';
import { evaluateAlertRules } from './evaluate-alert-rules.ts';
import { expireApprovals } from './expire-approvals.ts';
import { findSavings } from './find-recommendations.ts';
import { tellForecasts } from './forecast-budgets.ts';
import { importPriceList } from './import-prices.ts';
import { issueStatements } from './issue-statements.ts';
import { keepAuditPartitions } from './keep-audit-partitions.ts';
import { keepUsagePartitions } from './keep-usage-partitions.ts';
import { mindKeyRotations } from './mind-key-rotations.ts';
import { monitorCompliance } from './monitor-compliance.ts';
import { noteTenants } from './note-tenant-days.ts';
import { publishPeerFigures } from './publish-peers.ts';
import { purgeContent } from './purge-content.ts';
import { purgeExpiredFiles } from './purge-files.ts';
import { purgeIdempotencyRecords } from './purge-idempotency-records.ts';
import { purgeKeptAnswers } from './purge-kept-answers.ts';
import { purgeProvisioning } from './purge-provisioning.ts';
import { purgeRuns } from './purge-runs.ts';
import { recordRefused } from './record-refusals.ts';
import { retireAuditEntries } from './retire-audit-entries.ts';
import { rewrapDataKeys } from './rewrap-data-keys.ts';
import { runComplianceAudits } from './run-compliance-audits.ts';
import { runRerates } from './run-rerates.ts';
import { scanForAnomalies } from './scan-anomalies.ts';
import { sealAuditLogs } from './seal-audit-logs.ts';
import { sendMail } from './send-mail.ts';
import { settleProviderWork } from './settle-provider-work.ts';
import { sweepLeases } from './sweep-leases.ts';
import { sweepReservations } from './sweep-reservations.ts';
import { tellOfEvents } from './tell-events.ts';
import { writeExports } from './write-exports.ts';

/** Loops: work that comes again within seconds or a minute and keeps no history. A file in this folder is in one of the two lists, or it is an error. */
export const jobs: readonly Job<Runtime>[] = [
  carryOutPrivacyRequests,
  deliverAudit,
  deliverMessages,
  deliverReports,
  endSupport,
  escalateUnanswered,
  evaluateAlertRules,
  expireApprovals,
  findSavings,
  monitorCompliance,
  purgeContent,
  purgeExpiredFiles,
  recordRefused,
  retireAuditEntries,
  runComplianceAudits,
  runRerates,
  scanForAnomalies,
  sealAuditLogs,
  sendMail,
  settleProviderWork,
  sweepLeases,
  sweepReservations,
  tellForecasts,
  tellLeaks,
  tellOfEvents,
  tellThresholds,
  writeExports,
];

/** Durable functions: started by a schedule or an event, carried out in steps, tried again, and shown on the Jobs page. */
export const durableFunctions: readonly DurableFunction<Runtime>[] = [
  checkConservation,
  closeUsageDays,
  compareFigures,
  importPriceList,
  issueStatements,
  keepAuditPartitions,
  keepUsagePartitions,
  mindKeyRotations,
  noteTenants,
  publishPeerFigures,
  purgeIdempotencyRecords,
  purgeKeptAnswers,
  purgeProvisioning,
  purgeRuns,
  rewrapDataKeys,
];
