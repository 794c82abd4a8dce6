export { applyRecommendation, undoRecommendation } from './apply-recommendation.ts';
export { dismissRecommendation, reopenRecommendation } from './dismiss-recommendation.ts';
export { findRecommendations } from './find-recommendations.ts';
export { getSavings, updateSavings } from './get-savings.ts';
export { getRecommendation, listRecommendations } from './list-recommendations.ts';
