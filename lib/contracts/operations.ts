import { auditGet, auditList } from './audit-logs.ts';
import { departmentArchive, departmentCreate, departmentGet, departmentList, departmentRestore, departmentUpdate } from './departments.ts';
import { memberAdd, memberImport, memberList, memberRemove, memberUpdate, teamMemberList } from './members.ts';
import type { Operation } from './operation.ts';
import { permissionList, roleAssignmentGrant, roleAssignmentList, roleAssignmentRevoke, roleList } from './roles.ts';
import { sessionList, sessionRevoke, sessionRevokeAll } from './sessions.ts';
import { teamArchive, teamCreate, teamGet, teamList, teamRestore, teamUpdate } from './teams.ts';
import { tenantGet, tenantUpdate } from './tenant.ts';
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
  auditGet,
  auditList,
  departmentArchive,
  departmentCreate,
  departmentGet,
  departmentList,
  departmentRestore,
  departmentUpdate,
  meChangePassword,
  meGet,
  meUpdate,
  memberAdd,
  memberImport,
  memberList,
  memberRemove,
  memberUpdate,
  permissionList,
  roleAssignmentGrant,
  roleAssignmentList,
  roleAssignmentRevoke,
  roleList,
  sessionList,
  sessionRevoke,
  sessionRevokeAll,
  teamArchive,
  teamCreate,
  teamGet,
  teamList,
  teamMemberList,
  teamRestore,
  teamUpdate,
  tenantGet,
  tenantUpdate,
  userCreate,
  userDeactivate,
  userGet,
  userList,
  userReactivate,
  userResetPassword,
  userUpdate,
];
