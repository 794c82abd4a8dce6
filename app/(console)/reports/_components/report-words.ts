import type { ReportFormatName, ReportFrequency, ReportKindName, ReportScopeKind, reportPeriods } from '#lib/contracts/report-request.ts';

/** What kinds of reports are called. */
export const kindWords: Readonly<Record<ReportKindName, string>> = {
  cost: 'Cost',
  usage: 'Usage',
  chargeback: 'Chargeback',
  executive: 'Executive summary',
  audit: 'Audit',
  compliance: 'Compliance',
};

export const formatWords: Readonly<Record<ReportFormatName, string>> = { pdf: 'PDF', xlsx: 'Excel', csv: 'CSV', json: 'JSON' };

export const frequencyWords: Readonly<Record<ReportFrequency, string>> = {
  daily: 'Every day',
  weekly: 'Every week',
  monthly: 'Every month',
  quarterly: 'Every quarter',
};

export const scopeWords: Readonly<Record<ReportScopeKind, string>> = {
  tenant: 'The whole organization',
  department: 'A department',
  team: 'A team',
  project: 'A project',
  cost_center: 'A cost center',
};

export const periodWords: Readonly<Record<Exclude<(typeof reportPeriods)[number], 'custom'>, string>> = {
  last_day: 'Yesterday',
  last_week: 'Last week',
  last_month: 'Last month',
  last_quarter: 'Last quarter',
};

/** ISO 8601: Monday is 1. */
export const weekdayWords = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

interface Times {
  readonly frequency: ReportFrequency;
  readonly weekday: number;
  readonly month_day: number;
  readonly local_time: string;
  readonly time_zone: string | null;
}

/** "Every week on Monday at 08:30, Europe/Berlin". */
export function timesText({ frequency, weekday, month_day: day, local_time: time, time_zone: zone }: Times): string {
  const on = {
    daily: '',
    weekly: ` on ${weekdayWords[weekday - 1]}`,
    monthly: ` on day ${day}`,
    quarterly: ` on day ${day} of its first month`,
  };
  return `${frequencyWords[frequency]}${on[frequency]} at ${time}, ${zone ?? 'each recipient’s own time zone'}`;
}
