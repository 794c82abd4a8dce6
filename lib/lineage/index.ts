export { downloadLineageProof } from './download-proof.ts';
export { getLineage } from './get-lineage.ts';
