export { assignConnection } from './assign-connection.ts';
export { lendConnection, recallConnection } from './lend-connection.ts';
export { listPools } from './list-pools.ts';
