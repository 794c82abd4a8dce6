import { matchesPattern } from '#lib/core/name-pattern.ts';
import { RequestFields } from '../json/request-document.ts';
import { modelInPath } from '../protocols/gemini/model-in-path.ts';
import type { CallProtocol } from '../protocols/protocol.ts';
import type { Principal } from '../snapshot/snapshot.ts';
import { applied, capOutput } from './cap-output.ts';
import { bothSpellings, editAt, oneSpelling, removalAt, type Spellings, valueAt } from './edit-at-path.ts';
import type { HeaderChange, TransformationRule, Transformed } from './transformation-rules.ts';

const named = new RequestFields(['model']);

/** A request that rules may change. */
export interface Transformable {
  readonly body: Buffer;
  readonly path: string;
  readonly protocol: CallProtocol;
  readonly principal: Principal;
}

function isFor(rule: TransformationRule, { protocol, principal }: Transformable, model: string): boolean {
  const { models, keyIds, teamIds, protocols } = rule;
  if (models !== null && !models.some((pattern) => matchesPattern(model, pattern))) return false;
  if (keyIds !== null && !keyIds.has(principal.keyId)) return false;
  if (teamIds !== null && (principal.teamId === null || !teamIds.has(principal.teamId))) return false;
  return protocols === null || protocols.has(protocol.name);
}

function parametersApplied(rule: TransformationRule, before: Buffer, protocol: CallProtocol, model: string): Buffer {
  const spellings: Spellings = protocol.outputTokens?.hasTwoSpellings === true ? bothSpellings : oneSpelling;
  let body = before;
  for (const { path, json } of rule.defaults) {
    if (valueAt(body, path, spellings) === undefined) body = applied(body, editAt(body, path, json, spellings));
  }
  for (const { path, json } of rule.forced) body = applied(body, editAt(body, path, json, spellings));
  for (const path of rule.removed) body = applied(body, removalAt(body, path, spellings));
  const { outputTokens } = protocol;
  return rule.outputTokensMax === null || outputTokens === undefined ? body : capOutput(body, outputTokens, rule.outputTokensMax, model);
}

/**
 * The request as the rules want it, one after the other: each sees what those before it made of the request and of the
 * name of the model. Only the bytes of the fields that a rule names are changed. Throws AppError('malformed_json' |
 * 'invalid_request') as reading the request does.
 */
export function transformRequest(
  rules: readonly TransformationRule[],
  request: Transformable,
): { readonly body: Buffer; readonly done: Transformed } {
  const { protocol, path } = request;
  const document = named.read(request.body);
  const asked = modelInPath(path)?.model ?? document.text('model', 'the name of a model') ?? '';
  let { body } = request;
  let model = asked;
  const acted: string[] = [];
  const headers: HeaderChange[] = [];
  for (const rule of rules) {
    if (!isFor(rule, request, model)) continue;
    const changed = parametersApplied(rule, body, protocol, rule.model ?? model);
    const isActing = changed !== body || (rule.model !== null && rule.model !== model) || rule.headers.length > 0;
    body = changed;
    model = rule.model ?? model;
    headers.push(...rule.headers);
    if (isActing) acted.push(rule.name);
  }
  const isMapped = model !== asked;
  return { body, done: { acted, headers, model: isMapped ? model : null, askedModel: isMapped ? asked : null } };
}
