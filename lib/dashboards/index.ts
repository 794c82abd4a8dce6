export { createDashboard, deleteDashboard, updateDashboard } from './change-dashboard.ts';
export { getFigures } from './get-figures.ts';
export { getSavedDashboard, listDashboards } from './list-dashboards.ts';
