import type { GuardrailDefinition } from '#lib/contracts/guardrail-definition.ts';
import { type GuardrailActionType, guardedCharactersMax } from '#lib/contracts/guardrail-names.ts';
import { plainWords } from '../plain-words.ts';
import { compileCheck, compileRedaction, type Finding, type GuardedText, type LocalCheck } from './compile-check.ts';
import type { DeniedTerms } from './denied-terms.ts';

/** A version of a guardrail that is in force or watches. */
export interface GuardrailSource {
  readonly guardrailId: string;
  readonly name: string;
  readonly scopeKind: 'tenant' | 'department' | 'team' | 'project';
  readonly scopeId: string | null;
  readonly version: number;
  readonly mode: 'active' | 'shadow';
  /** Null where this version of Tollgate cannot read it. */
  readonly definition: GuardrailDefinition | null;
  /** Signs what a webhook is asked; null where there is none, or it does not open. */
  readonly secret: string | null;
}

/** A guardrail ready to look at texts. */
export interface CompiledGuardrail extends GuardrailSource {
  readonly action: GuardrailActionType;
  /** Null for a webhook, and for one that cannot be carried out. */
  readonly check: LocalCheck | null;
  /** What it takes out of texts; null where it only says that something is there. */
  readonly terms: DeniedTerms | null;
  /** Why it cannot be carried out; it then catches every call that it is for, as its action says. */
  readonly fault: string | null;
  /** It can only judge an answer that is complete. */
  readonly needsWhole: boolean;
}

/** What one guardrail says of a text. */
export interface Hit extends Finding {
  readonly guardrail: CompiledGuardrail;
  readonly side: 'input' | 'output';
}

/** What is not read beyond the limit cannot be vouched for. */
const tooLong: Finding = { why: `more than the ${guardedCharactersMax} characters that guardrails read` };

function compile(source: GuardrailSource): CompiledGuardrail {
  const { definition } = source;
  const broken = (fault: string): CompiledGuardrail => ({
    ...source,
    ...{ action: definition?.action.type ?? 'block', check: null, terms: null, fault, needsWhole: false },
  });
  if (definition === null) return broken('this version cannot read it');
  const { check, action } = definition;
  if (check.type === 'webhook' && source.secret === null) return broken('it has no secret to sign with');
  try {
    const terms = action.type === 'redact' ? compileRedaction(check) : null;
    const needsWhole = check.type === 'webhook' || check.type === 'output_schema' || (check.type === 'terms' && check.allow.length > 0);
    return { ...source, action: action.type, check: compileCheck(check), terms, fault: null, needsWhole };
  } catch (error) {
    return broken(error instanceof Error ? error.message : 'it cannot be carried out');
  }
}

/** What a guardrail says of a text that is longer than it reads. */
export const unreadHit = (guardrail: CompiledGuardrail, side: Hit['side']): Hit => ({ ...tooLong, guardrail, side });

/** One that cannot be carried out, or that cannot read all of a text, catches it unless all that it does is to flag. */
export function judge(guardrail: CompiledGuardrail, side: Hit['side'], text: GuardedText): Hit | null {
  const { check, fault } = guardrail;
  if (fault !== null) return { guardrail, side, why: `what cannot be told, because ${fault}` };
  // The limit on length itself reads nothing.
  const isLength = guardrail.definition?.check.type === 'length';
  const finding = !isLength && text.text.length > guardedCharactersMax ? tooLong : (check?.(text) ?? null);
  return finding === null ? null : { ...finding, why: plainWords(finding.why), guardrail, side };
}

/** The guardrails of a tenant, made ready once for each version of its configuration. */
export class GuardrailSet {
  readonly input: readonly CompiledGuardrail[];
  readonly output: readonly CompiledGuardrail[];
  /** Those in force that take something out of answers. */
  readonly redactsAnswers: readonly CompiledGuardrail[];

  constructor(sources: readonly GuardrailSource[]) {
    const all = sources.map(compile);
    const reads = (side: 'input' | 'output') => (one: CompiledGuardrail) =>
      one.definition === null ? side === 'input' : one.definition.side === side || one.definition.side === 'both';
    this.input = all.filter(reads('input'));
    this.output = all.filter(reads('output'));
    this.redactsAnswers = this.output.filter(({ mode, terms }) => mode === 'active' && terms !== null);
  }
}

/** Whether a guardrail is for the calls of these places. */
export const isFor = ({ scopeKind, scopeId }: GuardrailSource, places: readonly string[]): boolean =>
  scopeKind === 'tenant' || (scopeId !== null && places.includes(scopeId));
