import type { Invocation } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';
import {
  createScimGroup,
  createScimUser,
  deleteScimGroup,
  deleteScimUser,
  getScimGroup,
  getScimUser,
  listScimGroups,
  listScimUsers,
  patchScimGroup,
  patchScimUser,
  replaceScimGroup,
  replaceScimUser,
  type ScimResource,
  urns,
} from '#lib/scim/index.ts';
import { type ScimListInput, scimListInput, selectionOf } from './scim-list-input.ts';
import type { ScimRequest } from './scim-request.ts';

/** What becomes of a request; null for an answer without a body. */
export interface ScimAnswer {
  readonly status: number;
  readonly body: ScimResource | null;
}

/** The operations behind one kind of resource. */
const kinds = {
  Users: {
    list: listScimUsers,
    get: getScimUser,
    create: createScimUser,
    replace: replaceScimUser,
    patch: patchScimUser,
    remove: deleteScimUser,
  },
  Groups: {
    ...{ list: listScimGroups, get: getScimGroup, create: createScimGroup },
    ...{ replace: replaceScimGroup, patch: patchScimGroup, remove: deleteScimGroup },
  },
} as const;
export type KindPath = keyof typeof kinds;

export const isKindPath = (text: string | undefined): text is KindPath => text === 'Users' || text === 'Groups';

/** 405 with what the path takes. */
export function refuseMethod(...allowed: readonly string[]): never {
  const allow = allowed.join(', ');
  throw new AppError('method_not_allowed', { detail: `This path takes ${allow}.`, headers: { allow } });
}

/** RFC 7644 section 3.4.2. */
export function listAnswer(resources: readonly ScimResource[], total: number, startIndex = 1): ScimAnswer {
  return {
    status: 200,
    body: { schemas: [urns.list], totalResults: total, startIndex, itemsPerPage: resources.length, Resources: [...resources] },
  };
}

async function list(invocation: Invocation, path: KindPath, base: string, input: ScimListInput): Promise<ScimAnswer> {
  const { resources, total } = await kinds[path].list.execute(invocation, { base, ...input });
  return listAnswer(resources, total, input.start_index);
}

/** `/Users` and `/Groups`. */
export async function answerCollection(invocation: Invocation, path: KindPath, request: ScimRequest): Promise<ScimAnswer> {
  const { method, base } = request;
  if (method === 'GET') return list(invocation, path, base, scimListInput(request.query));
  if (method !== 'POST') return refuseMethod('GET', 'POST');
  return { status: 201, body: await kinds[path].create.execute(invocation, { base, body: await request.body() }) };
}

/** `/Users/.search` (RFC 7644 section 3.4.3). */
export async function answerSearch(invocation: Invocation, path: KindPath, request: ScimRequest): Promise<ScimAnswer> {
  if (request.method !== 'POST') return refuseMethod('POST');
  return list(invocation, path, request.base, scimListInput(await request.body()));
}

/** `/.search`: people first, then groups. A filter over what one kind does not have finds nothing there. */
export async function answerSearchOfAll(invocation: Invocation, request: ScimRequest): Promise<ScimAnswer> {
  if (request.method !== 'POST') return refuseMethod('POST');
  const { base } = request;
  const input = scimListInput(await request.body());
  const skipped = input.start_index - 1;
  const find = (path: KindPath, offset: number, count: number) =>
    kinds[path].list.execute(invocation, { base, ...input, start_index: offset + 1, count });
  const [users, groups] = await Promise.allSettled([find('Users', skipped, input.count), find('Groups', 0, 0)]);
  if (users.status === 'rejected' && groups.status === 'rejected') throw users.reason;
  const people = users.status === 'fulfilled' ? users.value : { resources: [], total: 0 };
  if (groups.status === 'rejected') return listAnswer(people.resources, people.total, input.start_index);
  const room = input.count - people.resources.length;
  const others = await find('Groups', Math.max(0, skipped - people.total), room);
  return listAnswer([...people.resources, ...others.resources], people.total + others.total, input.start_index);
}

/** `/Users/{id}` and `/Groups/{id}`. */
export async function answerResource(invocation: Invocation, path: KindPath, id: string, request: ScimRequest): Promise<ScimAnswer> {
  const { method, base, query } = request;
  const { get, replace, patch, remove } = kinds[path];
  switch (method) {
    case 'GET':
      return { status: 200, body: await get.execute(invocation, { base, id, ...selectionOf(query) }) };
    case 'PUT':
      return { status: 200, body: await replace.execute(invocation, { base, id, body: await request.body() }) };
    case 'PATCH':
      return { status: 200, body: await patch.execute(invocation, { base, id, body: await request.body() }) };
    case 'DELETE':
      await remove.execute(invocation, { base, id });
      return { status: 204, body: null };
    default:
      return refuseMethod('GET', 'PUT', 'PATCH', 'DELETE');
  }
}
