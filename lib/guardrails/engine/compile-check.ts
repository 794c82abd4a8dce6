import type { GuardrailCheck } from '#lib/contracts/guardrail-definition.ts';
import { linearPattern } from '#lib/policies/engine/linear-pattern.ts';
import { topicFinder } from '../checks/find-topic.ts';
import { wordPattern } from '../checks/word-pattern.ts';
import { normalise } from '../injection/normalise.ts';
import { scoreInjection } from '../injection/score-injection.ts';
import { thresholds } from '../injection/thresholds.ts';
import type { CallPart } from '../read-parts.ts';
import { JsonSchemaCheck } from '../schema/json-schema-check.ts';
import { DeniedTerms } from './denied-terms.ts';

/** What a guardrail found. */
export interface Finding {
  /** In words for the caller and the record, such as `the topic "mergers"`; holds nothing of the text itself. */
  readonly why: string;
  /** From 0 to 1, where the check has a score. */
  readonly score?: number;
  /** Whoever found it only wants it noted, whatever the guardrail would do. */
  readonly isMild?: boolean;
}

/** What guardrails read of one side of a call. Texts are made ready once, however many guardrails read them. */
export class GuardedText {
  readonly parts: readonly CallPart[];
  /** What the model finally says, choice by choice, where that was told apart from its reasoning and its calls of tools. */
  readonly finals: readonly string[] | null;
  #normal: string | undefined;
  #joined: string | undefined;

  constructor(parts: readonly CallPart[], finals: readonly string[] | null = null) {
    this.parts = parts;
    this.finals = finals;
  }

  /** All of it but what the application itself says, as it stands. */
  get text(): string {
    this.#joined ??= this.parts
      .filter(({ source }) => source !== 'trusted')
      .map(({ text }) => text)
      .join('\n');
    return this.#joined;
  }

  /** The same in the form in which words are looked for. */
  get normal(): string {
    this.#normal ??= normalise(this.text).text;
    return this.#normal;
  }
}

/** Looks at a text; null where there is nothing to object to. */
export type LocalCheck = (text: GuardedText) => Finding | null;

function injectionCheck({ sensitivity, sources }: Extract<GuardrailCheck, { type: 'prompt_injection' }>): LocalCheck {
  const threshold = thresholds[sensitivity];
  const wanted: ReadonlySet<string> = new Set(sources);
  return ({ parts }) => {
    let worst: Finding | null = null;
    for (const { source, text } of parts) {
      if (source === 'trusted' || !wanted.has(source)) continue;
      const { score, features } = scoreInjection(text, source);
      if (score < threshold || score <= (worst?.score ?? 0)) continue;
      const whose = source === 'tool' ? ' in what a tool or a document brought' : '';
      worst = { why: `a prompt injection${whose} (${features.slice(0, 4).join(', ')})`, score: Math.round(score * 100) / 100 };
    }
    return worst;
  };
}

function termsCheck({ deny, deny_patterns: patterns, allow }: Extract<GuardrailCheck, { type: 'terms' }>): LocalCheck {
  const denied = wordPattern(deny);
  const allowed = wordPattern(allow);
  const forms = patterns.map(linearPattern);
  return (guarded) => {
    if (denied !== null && guarded.normal.search(denied) !== -1) return { why: 'a term on its list of what may not be said' };
    const form = forms.findIndex((test) => test(guarded.text));
    if (form !== -1) return { why: `the pattern ${form + 1} on its list of what may not be said` };
    if (allowed !== null && guarded.normal.search(allowed) === -1) return { why: 'nothing on its list of what may be spoken of' };
    return null;
  };
}

/**
 * A check made ready to be asked many times; null for the one that somebody else carries out. Throws for a definition that
 * was not found sound by `checkGuardrail`.
 */
export function compileCheck(check: GuardrailCheck): LocalCheck | null {
  switch (check.type) {
    case 'prompt_injection':
      return injectionCheck(check);
    case 'topics': {
      const find = topicFinder(check.topics);
      return (guarded) => {
        const topic = find(guarded.normal);
        return topic === null ? null : { why: `the topic "${topic}"` };
      };
    }
    case 'terms':
      return termsCheck(check);
    case 'length':
      return ({ text }) => (text.length > check.characters_max ? { why: `more than ${check.characters_max} characters` } : null);
    case 'output_schema': {
      const schema = new JsonSchemaCheck(check.schema);
      return ({ finals, text }) => {
        for (const answer of finals ?? [text]) {
          const fault = schema.fault(answer);
          if (fault !== null) return { why: `an answer that does not fit its schema: ${fault}` };
        }
        return null;
      };
    }
    case 'webhook':
      return null;
  }
}

/** What a guardrail of terms takes out of texts; null for checks that cannot say where it stands. */
export const compileRedaction = (check: GuardrailCheck): DeniedTerms | null => (check.type === 'terms' ? DeniedTerms.of(check.deny) : null);
