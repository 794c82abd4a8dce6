export { clearCache } from './clear-cache.ts';
export { getCache } from './get-cache.ts';
export { purgeKeptAnswers } from './purge-kept-answers.ts';
export { updateCache } from './update-cache.ts';
