import type { Permission } from '#lib/contracts/permissions.ts';
import type { ReportKindName, ReportScopeKind, ReportSectionName } from '#lib/contracts/report-request.ts';
import type { ReportSection } from '../report-document.ts';
import type { ReportReader } from '../report-request.ts';

/** A kind of report: one file and one line in `index.ts`. */
export interface ReportKind {
  readonly kind: ReportKindName;
  readonly title: string;
  /** In one sentence: what it answers. */
  readonly description: string;
  /** What whoever has it made must hold on its scope, at each run. */
  readonly permission: Permission;
  readonly scopes: readonly ReportScopeKind[];
  /** In their order in the report. */
  readonly sections: readonly { readonly id: ReportSectionName; readonly title: string }[];
  /** Reads the sections that are asked for, in their order. */
  read(reader: ReportReader): Promise<readonly ReportSection[]>;
}
