import type { HandlingRequirements } from '#lib/contracts/data-classes.ts';
import type { DataClass } from '#lib/contracts/route-names.ts';
import { AppError } from '#lib/core/errors.ts';
import type { DataProtection } from '#lib/data-classes/data-protection.ts';
import { RedactingFilter } from '#lib/data-classes/redacting-filter.ts';
import { placeholderOf } from '#lib/data-classes/replace-findings.ts';
import { RestoringFilter } from '#lib/data-classes/restoring-filter.ts';
import type { TextFilter } from '#lib/data-classes/text-filter.ts';
import type { TokenBook } from '#lib/data-classes/token-book.ts';
import type { Finding } from '#lib/recognizers/index.ts';
import type { CallClassification } from '#lib/usage/usage-event.ts';

const strength: readonly CallClassification['action'][] = ['none', 'logged', 'redacted', 'routed', 'blocked'];
const names = { log: 'logged', redact: 'redacted', route: 'routed', block: 'blocked' } as const;

/** What the organization's classes of data mean for one call. */
export class CallProtection {
  readonly protection: DataProtection;
  readonly level: DataClass | null;
  readonly by: CallClassification['by'];
  /** What holds for calls of its class; null where it has none. */
  readonly handling: HandlingRequirements | null;
  /** The tokens in its request; null where nothing was taken out. */
  tokens: TokenBook | null = null;
  /** The route that what was found leads to, whatever the caller named. */
  routedTo: string | null = null;
  action: CallClassification['action'] = 'none';
  /** How many of each kind were found in the request. */
  readonly request: Readonly<Record<string, number>>;
  readonly #answer: Record<string, number> = {};

  constructor(protection: DataProtection, { level, by, handling, request }: Pick<CallProtection, 'level' | 'by' | 'handling' | 'request'>) {
    this.protection = protection;
    this.level = level;
    this.by = by;
    this.handling = handling;
    this.request = request;
  }

  acted(action: keyof typeof names): void {
    if (strength.indexOf(names[action]) > strength.indexOf(this.action)) this.action = names[action];
  }

  /** Whether its answers go through filters on their way. */
  get changesAnswers(): boolean {
    return this.protection.looksAtAnswers || this.tokens !== null;
  }

  /** Whether something is taken out of its answers. */
  get takesOut(): boolean {
    return this.protection.looksAtAnswers;
  }

  /** Takes out of one text of an answer what the model says; empty where nothing is. */
  openRedacting(): readonly TextFilter[] {
    const { options, termBeginnings, looksAtAnswers } = this.protection;
    return looksAtAnswers ? [new RedactingFilter(options, termBeginnings, (finding) => this.#answerWith(finding))] : [];
  }

  /** Puts back what the caller said himself; empty where nothing was taken out. `isJson`: the text is JSON itself. */
  openRestoring(isJson: boolean): readonly TextFilter[] {
    return this.tokens === null ? [] : [new RestoringFilter(this.tokens, isJson)];
  }

  /** What goes out in the place of a finding in the answer; null for itself. Throws `policy_denied` where it may not be told at all. */
  #answerWith(finding: Finding): string | null {
    const { action } = this.protection.actionOf(finding.category);
    this.#answer[finding.entity] = (this.#answer[finding.entity] ?? 0) + 1;
    // The call has gone where it went.
    this.acted(action === 'route' ? 'log' : action);
    if (action === 'block')
      throw new AppError('policy_denied', {
        detail: `The answer holds data that the organization does not let through (${finding.entity}). Ask an administrator what is allowed instead.`,
      });
    return action === 'redact' ? placeholderOf(finding) : null;
  }

  /** For the usage event; undefined where there is nothing to tell. */
  toClassification(): CallClassification | undefined {
    const hasAnswer = Object.keys(this.#answer).length > 0;
    const level = this.level;
    if (level === null && !hasAnswer && Object.keys(this.request).length === 0) return undefined;
    return { class: level ?? 'public', by: this.by, action: this.action, request: this.request, answer: { ...this.#answer } };
  }
}
