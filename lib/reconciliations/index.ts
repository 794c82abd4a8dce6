export { applyEvidence } from './apply-evidence.ts';
export { fetchFigures } from './fetch-figures.ts';
export { getReconciliation } from './get-reconciliation.ts';
export { listReconciliations } from './list-reconciliations.ts';
export { createSchedule, deleteSchedule, updateSchedule } from './schedules/change-schedules.ts';
export { runDueSchedules } from './schedules/run-schedules.ts';
export { listSchedules } from './schedules/schedule-rows.ts';
export { uploadFigures } from './upload-figures.ts';
