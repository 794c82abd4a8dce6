import { analyticsOverview } from './analytics.ts';
import { auditGet, auditList } from './audit-logs.ts';
import { budgetHistory, budgetSimulate, budgetStatus, budgetSuggest } from './budget-reports.ts';
import { budgetArchive, budgetCreate, budgetGet, budgetList, budgetRestore, budgetUpdate } from './budgets.ts';
import { cacheClear, cacheGet, cacheUpdate } from './cache.ts';
import { catalogModelList, priceVersionList } from './catalog.ts';
import {
  connectionArchive,
  connectionCreate,
  connectionDisable,
  connectionEnable,
  connectionGet,
  connectionList,
  connectionRenewEncryption,
  connectionRotate,
  connectionTest,
  connectionUpdate,
  providerList,
} from './connections.ts';
import { departmentArchive, departmentCreate, departmentGet, departmentList, departmentRestore, departmentUpdate } from './departments.ts';
import { eventsFollow } from './events.ts';
import { focusExport } from './exports.ts';
import { gatewayTargetList } from './gateway-targets.ts';
import { keyCreate, keyDisable, keyEnable, keyGet, keyList, keyRotate, keyUpdate } from './keys.ts';
import { memberAdd, memberImport, memberList, memberRemove, memberUpdate, teamMemberList } from './members.ts';
import type { Operation } from './operation.ts';
import { permissionList, roleAssignmentGrant, roleAssignmentList, roleAssignmentRevoke, roleList } from './roles.ts';
import {
  routeArchive,
  routeCreate,
  routeGet,
  routeList,
  routePublish,
  routeRollback,
  routeSimulate,
  routeUpdate,
  routeVersionList,
} from './routes.ts';
import {
  routingPreferenceList,
  routingPreferenceSetDepartment,
  routingPreferenceSetTeam,
  routingPreferenceSetTenant,
} from './routing-preferences.ts';
import { sessionList, sessionRevoke, sessionRevokeAll } from './sessions.ts';
import { teamArchive, teamCreate, teamGet, teamList, teamRestore, teamUpdate } from './teams.ts';
import { tenantGet, tenantUpdate } from './tenant.ts';
import { transformationList, transformationReplace } from './transformations.ts';
import { usageGet, usageList } from './usage.ts';
import {
  meChangePassword,
  meGet,
  meUpdate,
  userCreate,
  userDeactivate,
  userGet,
  userList,
  userReactivate,
  userResetPassword,
  userUpdate,
} from './users.ts';

/** Every operation of the management API, one line each, by name. The reference, OpenAPI and the tests that walk them all start here. */
export const operations: readonly Operation[] = [
  analyticsOverview,
  auditGet,
  auditList,
  budgetArchive,
  budgetCreate,
  budgetGet,
  budgetHistory,
  budgetList,
  budgetRestore,
  budgetSimulate,
  budgetStatus,
  budgetSuggest,
  budgetUpdate,
  cacheClear,
  cacheGet,
  cacheUpdate,
  catalogModelList,
  connectionArchive,
  connectionCreate,
  connectionDisable,
  connectionEnable,
  connectionGet,
  connectionList,
  connectionRenewEncryption,
  connectionRotate,
  connectionTest,
  connectionUpdate,
  departmentArchive,
  departmentCreate,
  departmentGet,
  departmentList,
  departmentRestore,
  departmentUpdate,
  eventsFollow,
  focusExport,
  gatewayTargetList,
  keyCreate,
  keyDisable,
  keyEnable,
  keyGet,
  keyList,
  keyRotate,
  keyUpdate,
  meChangePassword,
  meGet,
  meUpdate,
  memberAdd,
  memberImport,
  memberList,
  memberRemove,
  memberUpdate,
  permissionList,
  priceVersionList,
  providerList,
  roleList,
  roleAssignmentGrant,
  roleAssignmentList,
  roleAssignmentRevoke,
  routeArchive,
  routeCreate,
  routeGet,
  routeList,
  routeVersionList,
  routePublish,
  routeRollback,
  routeSimulate,
  routeUpdate,
  routingPreferenceList,
  routingPreferenceSetDepartment,
  routingPreferenceSetTeam,
  routingPreferenceSetTenant,
  sessionList,
  sessionRevoke,
  sessionRevokeAll,
  teamArchive,
  teamCreate,
  teamGet,
  teamList,
  teamRestore,
  teamUpdate,
  teamMemberList,
  tenantGet,
  tenantUpdate,
  transformationList,
  transformationReplace,
  usageGet,
  usageList,
  userCreate,
  userDeactivate,
  userGet,
  userList,
  userReactivate,
  userResetPassword,
  userUpdate,
];
