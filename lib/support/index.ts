export { endSupportAccess, grantSupportAccess, refuseSupportAccess } from './decide-support-access.ts';
export { listSupportAccess } from './list-support-access.ts';
