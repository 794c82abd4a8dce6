export { followEvents } from './follow-events.ts';
export { getBenchmarks } from './get-benchmarks.ts';
export { getCosts, readCosts } from './get-costs.ts';
export { getDashboard } from './get-dashboard.ts';
export { getMembers } from './get-members.ts';
export { getModels } from './get-models.ts';
export { getOverview, readOverview } from './get-overview.ts';
export {
  getDepartmentAnalytics,
  getProjectAnalytics,
  getTeamAnalytics,
  getTenantAnalytics,
  readPlaceAnalytics,
} from './get-place-analytics.ts';
export { getKpis, getRoi, getSummary, readExecutiveSummary } from './get-value.ts';
export { setKpiTargets, setRoiInputs } from './goals.ts';
export { listCostRows } from './list-cost-rows.ts';
export { personalKeysAmong, type Readers, readMemberPrivacy } from './member-privacy.ts';
export { getPeers } from './peers/get-peers.ts';
export { publishPeers } from './peers/publish-peers.ts';
export { getSettings, updateSettings } from './settings.ts';
