export {
  acknowledgeDepartmentAlerts,
  acknowledgeProjectAlerts,
  acknowledgeTeamAlerts,
  acknowledgeTenantAlerts,
} from './acknowledge-billing.ts';
export { alertBudgets, forecastBudgets } from './alert-budgets.ts';
export { alertLeaks } from './alert-leaks.ts';
export { getAlertSettings, updateAlertSettings } from './alert-settings.ts';
export { acknowledgeAlert, resolveAlert, snoozeAlert } from './change-alert.ts';
export { archiveRule, createRule, updateRule } from './change-rule.ts';
export { escalateAlerts } from './escalate-alerts.ts';
export { evaluateRules } from './evaluate-rules.ts';
export { getAlert, listAlerts } from './list-alerts.ts';
export { getRule, listRules } from './list-rules.ts';
export { openAlert } from './open-alert.ts';
export { previewRule } from './preview-rule.ts';
