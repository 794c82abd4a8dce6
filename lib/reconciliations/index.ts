export { applyEvidence } from './apply-evidence.ts';
export { fetchFigures } from './fetch-figures.ts';
export { getReconciliation } from './get-reconciliation.ts';
export { listReconciliations } from './list-reconciliations.ts';
export { uploadFigures } from './upload-figures.ts';
