import type { DataEntity } from '#lib/contracts/data-entities.ts';
import { type DataClass, dataClasses } from '#lib/contracts/route-names.ts';
import { AppError } from '#lib/core/errors.ts';
import { classOf, higherClass } from '#lib/data-classes/class-of.ts';
import type { DataProtection, PlaceProtection } from '#lib/data-classes/data-protection.ts';
import { replaceFindings } from '#lib/data-classes/replace-findings.ts';
import { TokenBook } from '#lib/data-classes/token-book.ts';
import type { PlacedText } from '#lib/policies/redaction/placed-text.ts';
import { rewriteTexts } from '#lib/policies/redaction/rewrite-texts.ts';
import type { CallClassification } from '#lib/usage/usage-event.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import { withPromptOf } from '../policies/prompt-of.ts';
import { mappedAsk } from '../transformations/mapped-ask.ts';
import { rereadAsk } from '../transformations/reread-ask.ts';
import { askAnalyzer } from './ask-analyzer.ts';
import { CallProtection } from './call-protection.ts';
import { requestTexts } from './request-texts.ts';
import type { Said } from './said.ts';
import { type FoundText, scanTexts } from './scan-texts.ts';

/** A call as it may go on. */
export interface Protected {
  readonly asked: Asked;
  /** The request without what was taken out of it. */
  readonly body: Buffer;
}

interface Declared {
  readonly level: DataClass | null;
  readonly by: CallClassification['by'];
}

/** The class that a call has before anybody looks at it. The caller's word can raise what place, key and project say, and never lower it. */
function declaredClass(
  call: GatewayCall,
  { principal }: Caller,
  asked: Asked,
  protection: DataProtection,
  place: PlaceProtection,
): Declared {
  const projectId = call.attribution?.projectId;
  const ofProject = projectId === undefined ? null : protection.classOfProject(projectId);
  const tag = principal.scopes?.tags?.data_class;
  const ofKey = dataClasses.find((name) => name === tag) ?? null;
  const ofPlace = place.levelClass;
  const level = higherClass(higherClass(higherClass(ofPlace, ofProject), ofKey), asked.dataClass ?? null);
  if (level === null) return { level, by: 'found' };
  return { level, by: level === ofProject ? 'project' : level === ofKey ? 'key' : level === ofPlace ? 'place' : 'header' };
}

function countsOf(found: readonly FoundText[], before: CallProtection | null): Record<string, number> {
  const counts: Partial<Record<DataEntity, number>> = { ...before?.request };
  for (const { findings } of found) for (const { entity } of findings) counts[entity] = (counts[entity] ?? 0) + 1;
  return counts;
}

/** The request with a token in the place of each finding whose category is to be taken out. */
const redacted = (body: Buffer, found: readonly FoundText[], protection: DataProtection, tokens: TokenBook): Buffer =>
  rewriteTexts(body, found, ({ text, findings }) =>
    replaceFindings(text, findings, ({ entity, category }, value) =>
      protection.actionOf(category).action === 'redact' ? tokens.tokenFor(entity, value) : null,
    ),
  );

const blockedBy = (kinds: readonly string[], where: string): AppError =>
  new AppError('policy_denied', {
    detail: `The request${where} holds data that the organization does not let through (${kinds.join(', ')}). Take it out, or ask an administrator what is allowed instead.`,
  });

/** Does with what was found what the organization wants: notes it, takes it out, sends the call elsewhere, or throws `policy_denied`. */
function act(call: GatewayCall, data: CallProtection, asked: Asked, body: Buffer, found: readonly FoundText[]): Protected {
  const { protection } = data;
  const blocked = new Set<string>();
  let route: string | null = null;
  for (const { findings } of found) {
    for (const { entity, category } of findings) {
      const wanted = protection.actionOf(category);
      data.acted(wanted.action);
      if (wanted.action === 'block') blocked.add(entity);
      if (wanted.action === 'route') route ??= wanted.route;
    }
  }
  if (blocked.size > 0) throw blockedBy([...blocked], '');
  const tokens = new TokenBook(body.toString());
  const clean = redacted(body, found, protection, tokens);
  let { ask } = asked;
  if (!tokens.isEmpty) {
    data.tokens = tokens;
    ask = rereadAsk(call, asked, clean);
  }
  // Where the caller named that very model, his header about the route is over all the same.
  data.routedTo = route;
  if (route !== null && route !== ask.model) ask = withPromptOf(ask, mappedAsk(ask, route));
  return { asked: ask === asked.ask ? asked : { ...asked, ask }, body: clean };
}

/**
 * The same for what goes on as it is, to the one place that it is for: nothing can be taken out of it, and it can be led nowhere
 * else, so what would have to be is refused, with the line in which it stands.
 */
function actOnFixed(data: CallProtection, found: readonly FoundText[], { lineOf }: Said): void {
  for (const { start, findings } of found) {
    const stopping = findings.filter(({ category }) => data.protection.actionOf(category).action !== 'log');
    data.acted(stopping.length === 0 ? 'log' : 'block');
    const [first] = stopping;
    if (first === undefined) continue;
    const line = lineOf(start, first.start);
    const kinds = [...new Set(stopping.map(({ entity }) => entity))];
    throw blockedBy(kinds, `${line === null ? '' : ` (line ${line} of the file)`}, which goes on as it is,`);
  }
}

/** What is looked for in texts, here and by the organization's analyzer. */
function findIn(
  { runtime }: GatewayCall,
  protection: DataProtection,
  texts: () => Iterable<PlacedText>,
  bytes: number,
): readonly FoundText[] | Promise<readonly FoundText[]> {
  const scanned = scanTexts(texts(), bytes, protection.options);
  const { analyzer } = protection.detection;
  if (analyzer === null) return scanned;
  return (async () => askAnalyzer(runtime.upstream, analyzer, texts(), await scanned, protection.options))();
}

/** Notes the class of a call and what was found in it. */
function noteClass(call: GatewayCall, caller: Caller, protection: DataProtection, asked: Asked, found: readonly FoundText[]) {
  const { teamId, departmentId } = caller.principal;
  const place = protection.of(teamId, departmentId, call.attribution?.projectId ?? null);
  const declared = declaredClass(call, caller, asked, protection, place);
  const ofFindings = classOf(
    place.table,
    found.flatMap(({ findings }) => findings),
  );
  // Of what comes in parts, each adds to what was found before.
  const before = call.data;
  const known = before !== null && higherClass(before.level, declared.level) === before.level ? before : declared;
  const level = higherClass(known.level, ofFindings);
  const by = level !== null && level === known.level ? known.by : 'found';
  const handling = level === null ? null : place.handlingOf(level);
  const data = new CallProtection(protection, { level, by, handling, request: countsOf(found, before) });
  data.tokens = before?.tokens ?? null;
  call.data = data;
  return { data, asked: level === (asked.dataClass ?? null) ? asked : { ...asked, dataClass: level } };
}

/**
 * Finds the class of a call and what it holds, and does what the organization wants done about that. Throws `policy_denied`
 * for what must not be sent.
 */
export function protect(
  call: GatewayCall,
  caller: Caller,
  protection: DataProtection,
  asked: Asked,
  body: Buffer,
): Protected | Promise<Protected> {
  const finish = (found: readonly FoundText[]): Protected => {
    const noted = noteClass(call, caller, protection, asked, found);
    return found.length === 0 ? { asked: noted.asked, body } : act(call, noted.data, noted.asked, body, found);
  };
  if (!protection.looksAtRequests || body.length === 0) return finish([]);
  const found = findIn(call, protection, () => requestTexts(call, asked.protocol, body), body.length);
  return found instanceof Promise ? call.wait(found).then(finish) : finish(found);
}

/** The same for a request that goes on as it is; what is asked comes back with its class. Throws `policy_denied` for what would have to be changed, too. */
export async function protectFixed(
  call: GatewayCall,
  caller: Caller,
  protection: DataProtection,
  asked: Asked,
  said: Said,
): Promise<Asked> {
  const found = protection.looksAtRequests ? await call.wait(Promise.resolve(findIn(call, protection, said.texts, said.bytes))) : [];
  const noted = noteClass(call, caller, protection, asked, found);
  actOnFixed(noted.data, found, said);
  return noted.asked;
}
