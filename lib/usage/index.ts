export { getUsageEvent } from './get-usage-event.ts';
export { listUsageEvents } from './list-usage-events.ts';
