import type { ReportKindName } from '#lib/contracts/report-request.ts';
import { audit } from './audit.ts';
import { chargeback } from './chargeback.ts';
import { compliance } from './compliance.ts';
import { cost } from './cost.ts';
import { executive } from './executive.ts';
import type { ReportKind } from './report-kind.ts';
import { usage } from './usage.ts';

/** Every kind of report, one line each. */
export const kinds: Readonly<Record<ReportKindName, ReportKind>> = { cost, usage, chargeback, executive, audit, compliance };
