export { createSchedule } from './create-schedule.ts';
export { deleteSchedule } from './delete-schedule.ts';
export { databaseNow, deliverDueReports } from './deliver-due-reports.ts';
export { downloadDelivery } from './download-delivery.ts';
export { createExport } from './exports/create-export.ts';
export {
  exportDepartmentAnalytics,
  exportProjectAnalytics,
  exportTeamAnalytics,
  exportTenantAnalytics,
} from './exports/export-analytics.ts';
export { cancelExport, downloadExport, getExport, listExports } from './exports/own-exports.ts';
export { writeDueExports } from './exports/write-due-exports.ts';
export { listDeliveries } from './list-deliveries.ts';
export { listReportKinds } from './list-kinds.ts';
export { getSchedule, listSchedules } from './list-schedules.ts';
export { downloadReport, previewReport } from './preview-report.ts';
export { retryDelivery } from './retry-delivery.ts';
export { type OpenedSubscription, openSubscription, setSubscribed } from './subscription-link.ts';
export { updateSchedule } from './update-schedule.ts';
