export { acknowledgeIncident } from './acknowledge-incident.ts';
export { clearIncidents } from './clear-incidents.ts';
export { commentIncident } from './comment-incident.ts';
export { followIncidents } from './follow-incidents.ts';
export { getIncident } from './get-incident.ts';
export { listIncidents } from './list-incidents.ts';
export { type Finding, raiseIncident } from './raise-incident.ts';
export { resolveIncident } from './resolve-incident.ts';
export { settleIncident } from './settle-incident.ts';
