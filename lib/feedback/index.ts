export { giveFeedback } from './give-feedback.ts';
export { giveFeedbackByKey } from './give-feedback-by-key.ts';
export { listFeedback } from './list-feedback.ts';
