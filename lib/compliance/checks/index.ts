import { accessReviewed } from './access-reviewed.ts';
import { administratorsAreFew } from './administrators-are-few.ts';
import { administratorsHaveSecondFactor } from './administrators-have-second-factor.ts';
import { alertsReachSomebody } from './alerts-reach-somebody.ts';
import { anomaliesAreTold } from './anomalies-are-told.ts';
import { approvalRulesNeedSecondPerson } from './approval-rules-need-second-person.ts';
import { auditEntriesAreSealed } from './audit-entries-are-sealed.ts';
import { auditLogIsSigned } from './audit-log-is-signed.ts';
import { auditLogIsWhole } from './audit-log-is-whole.ts';
import { auditLogLeavesTheHouse } from './audit-log-leaves-the-house.ts';
import { auditLogRuns } from './audit-log-runs.ts';
import { auditTargetsKeepUp } from './audit-targets-keep-up.ts';
import { booksAgree } from './books-agree.ts';
import { breakGlassAccountsProtected } from './break-glass-accounts-protected.ts';
import { callsAreRateLimited } from './calls-are-rate-limited.ts';
import { callsAreTraceable } from './calls-are-traceable.ts';
import { callsStayInRegion } from './calls-stay-in-region.ts';
import { callsSucceed } from './calls-succeed.ts';
import type { Check } from './check.ts';
import { connectionsNameTheirRegion } from './connections-name-their-region.ts';
import { criticalProjectsAreGated } from './critical-projects-are-gated.ts';
import { dormantAccountsClosed } from './dormant-accounts-closed.ts';
import { expiredContentDeleted } from './expired-content-deleted.ts';
import { guardrailsInForce } from './guardrails-in-force.ts';
import { healthDataGoesToAssociates } from './health-data-goes-to-associates.ts';
import { idleSessionsEnd } from './idle-sessions-end.ts';
import { idleSessionsEndInFifteenMinutes } from './idle-sessions-end-in-fifteen-minutes.ts';
import { incidentsAreAcknowledged } from './incidents-are-acknowledged.ts';
import { incidentsAreResolved } from './incidents-are-resolved.ts';
import { keptAnswersAreSeparated } from './kept-answers-are-separated.ts';
import { keysAreRotated } from './keys-are-rotated.ts';
import { keysAreScoped } from './keys-are-scoped.ts';
import { keysAreUsed } from './keys-are-used.ts';
import { keysEnd } from './keys-end.ts';
import { keysHaveOwner } from './keys-have-owner.ts';
import { keysServeAProject } from './keys-serve-a-project.ts';
import { leaversCutOff } from './leavers-cut-off.ts';
import { logsKeptSixMonths } from './logs-kept-six-months.ts';
import { nobodyApprovesOwnRequests } from './nobody-approves-own-requests.ts';
import { peopleComeFromDirectory } from './people-come-from-directory.ts';
import { personalDataRedacted } from './personal-data-redacted.ts';
import { policiesNeedSecondPerson } from './policies-need-second-person.ts';
import { policyChangesReviewed } from './policy-changes-reviewed.ts';
import { priceListsReviewed } from './price-lists-reviewed.ts';
import { privacyRequestsInTime } from './privacy-requests-in-time.ts';
import { projectRequirementsAreMet } from './project-requirements-are-met.ts';
import { projectReviewsAreCurrent } from './project-reviews-are-current.ts';
import { projectsHaveOwner } from './projects-have-owner.ts';
import { promptsAreKeptSparingly } from './prompts-are-kept-sparingly.ts';
import { providerAgreementsSigned } from './provider-agreements-signed.ts';
import { providerCredentialsEncrypted } from './provider-credentials-encrypted.ts';
import { providerCredentialsRotated } from './provider-credentials-rotated.ts';
import { providerRecordsReviewed } from './provider-records-reviewed.ts';
import { providerRetentionKnown } from './provider-retention-known.ts';
import { providersAreRegistered } from './providers-are-registered.ts';
import { providersDoNotTrain } from './providers-do-not-train.ts';
import { providersReachedByTls } from './providers-reached-by-tls.ts';
import { retentionIsLimited } from './retention-is-limited.ts';
import { routesFailOver } from './routes-fail-over.ts';
import { secondFactorRequired } from './second-factor-required.ts';
import { sensitiveDataIsActedOn } from './sensitive-data-is-acted-on.ts';
import { sensitiveDataIsLookedFor } from './sensitive-data-is-looked-for.ts';
import { sensitiveProjectsGuarded } from './sensitive-projects-guarded.ts';
import { sessionsEndWithinADay } from './sessions-end-within-a-day.ts';
import { singleSignOnEnforced } from './single-sign-on-enforced.ts';
import { spendingIsLimited } from './spending-is-limited.ts';
import { tenantsAreIsolated } from './tenants-are-isolated.ts';
import { tokensAreUsed } from './tokens-are-used.ts';
import { tokensExpire } from './tokens-expire.ts';
import { toolServersAskWhoCalls } from './tool-servers-ask-who-calls.ts';
import { toolServersReachedByTls } from './tool-servers-reached-by-tls.ts';

/** Every check, one line each; a file in this folder without its line here is an error. */
export const checks: readonly Check[] = [
  accessReviewed,
  administratorsAreFew,
  administratorsHaveSecondFactor,
  alertsReachSomebody,
  anomaliesAreTold,
  approvalRulesNeedSecondPerson,
  auditEntriesAreSealed,
  auditLogIsSigned,
  auditLogIsWhole,
  auditLogLeavesTheHouse,
  auditLogRuns,
  auditTargetsKeepUp,
  booksAgree,
  breakGlassAccountsProtected,
  callsAreRateLimited,
  callsAreTraceable,
  callsStayInRegion,
  callsSucceed,
  connectionsNameTheirRegion,
  criticalProjectsAreGated,
  dormantAccountsClosed,
  expiredContentDeleted,
  guardrailsInForce,
  healthDataGoesToAssociates,
  idleSessionsEnd,
  idleSessionsEndInFifteenMinutes,
  incidentsAreAcknowledged,
  incidentsAreResolved,
  keptAnswersAreSeparated,
  keysAreRotated,
  keysAreScoped,
  keysAreUsed,
  keysEnd,
  keysHaveOwner,
  keysServeAProject,
  leaversCutOff,
  logsKeptSixMonths,
  nobodyApprovesOwnRequests,
  peopleComeFromDirectory,
  personalDataRedacted,
  policiesNeedSecondPerson,
  policyChangesReviewed,
  priceListsReviewed,
  privacyRequestsInTime,
  projectRequirementsAreMet,
  projectReviewsAreCurrent,
  projectsHaveOwner,
  promptsAreKeptSparingly,
  providerAgreementsSigned,
  providerCredentialsEncrypted,
  providerCredentialsRotated,
  providerRecordsReviewed,
  providerRetentionKnown,
  providersAreRegistered,
  providersDoNotTrain,
  providersReachedByTls,
  retentionIsLimited,
  routesFailOver,
  secondFactorRequired,
  sensitiveDataIsActedOn,
  sensitiveDataIsLookedFor,
  sensitiveProjectsGuarded,
  sessionsEndWithinADay,
  singleSignOnEnforced,
  spendingIsLimited,
  tenantsAreIsolated,
  tokensAreUsed,
  tokensExpire,
  toolServersAskWhoCalls,
  toolServersReachedByTls,
];

const byName = new Map(checks.map((check) => [check.name, check]));

/** The check of a name; undefined for what was never there or is no longer. */
export const checkNamed = (name: string): Check | undefined => byName.get(name);
