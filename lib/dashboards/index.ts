export { createDashboard, deleteDashboard, updateDashboard } from './change-dashboard.ts';
export { getFigures, previewWidgets } from './get-figures.ts';
export { getSavedDashboard, listDashboards } from './list-dashboards.ts';
