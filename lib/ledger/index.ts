export { bookAdjustment } from './book-adjustment.ts';
export { exportLedger } from './export-ledger.ts';
export { getAdjustment, listAdjustments } from './list-adjustments.ts';
export { listLedger } from './list-ledger.ts';
