export { followEvents } from './follow-events.ts';
export { getOverview } from './get-overview.ts';
