import {
  codex,
  type DemoModel,
  flash,
  flashLite,
  gemma,
  haiku,
  luna,
  miniature,
  mistralLarge,
  mistralMedium,
  openWeights,
  opus,
  sonnet,
  terra,
} from './models.ts';

/** Median tokens of a call. */
export interface TokenProfile {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
  /** Part of the output that is reasoning. */
  readonly reasoningShare: number;
}

/** When the calls of a day come: office hours of the people, of customers in two zones, a batch at 02:00, or a few bursts. */
export type Rhythm = 'people' | 'customers' | 'night' | 'bursts';

/** A part of the company's traffic. */
export interface Workload {
  readonly team: string;
  /** The service key its calls come with; null: the personal keys of the team's people. */
  readonly service: string | null;
  /** Calls in 90 days, in proportion to the other workloads. */
  readonly calls: number;
  readonly rhythm: Rhythm;
  /** Relative volume of a day; `progress` goes from 0 (90 days ago) to 1 (today). */
  readonly growth: (progress: number) => number;
  readonly models: readonly { readonly model: DemoModel; readonly share: number }[];
  readonly tokens: TokenProfile;
  readonly streamedShare: number;
}

const days = 89;
const slowly = (progress: number): number => 0.8 + 0.4 * progress;
/** 0.7 % a day. */
const compound = (progress: number): number => 1.007 ** (progress * days);
/** Agents found their way into more and more editors. */
const adoption = (progress: number): number => 0.72 + 0.62 * progress;
/** A pilot that was rolled out in the middle of the quarter. */
const sCurve = (progress: number): number => 0.08 + 1 / (1 + Math.exp(-11 * (progress - 0.52)));
const untilDisabled = (progress: number): number => (progress < 0.66 ? 1 : 0);

const profile = (input: number, output: number, extra: Partial<TokenProfile> = {}): TokenProfile => ({
  input,
  cacheRead: 0,
  cacheWrite: 0,
  output,
  reasoningShare: 0,
  ...extra,
});
const only = (model: DemoModel) => [{ model, share: 1 }];

const codingModels = [
  { model: sonnet, share: 0.46 },
  { model: opus, share: 0.3 },
  { model: codex, share: 0.24 },
];
const codingTokens = profile(4200, 1900, { cacheRead: 92_000, cacheWrite: 11_000, reasoningShare: 0.3 });
const coding = (team: string, calls: number): Workload => ({
  ...{ team, service: null, calls, rhythm: 'people', growth: adoption },
  ...{ models: codingModels, tokens: codingTokens, streamedShare: 0.97 },
});

type Shape = Pick<Workload, 'calls' | 'rhythm' | 'models' | 'tokens'> & Partial<Workload>;
const service = (team: string, name: string, shape: Shape): Workload => ({
  ...{ team, service: name, growth: slowly, streamedShare: 0 },
  ...shape,
});

/** The assistant whose route moves to a small model (see special-days.ts). */
export const supportAssistant = service('Support engineering', 'support-assistant', {
  ...{ calls: 22_000, rhythm: 'customers', growth: compound, models: only(terra) },
  ...{ tokens: profile(5200, 620, { cacheRead: 2600, reasoningShare: 0.15 }), streamedShare: 1 },
});

/** The key that loops one night (see special-days.ts). */
export const ciReview = service('Developer experience', 'ci-review', {
  ...{ calls: 5000, rhythm: 'people', growth: adoption, models: only(sonnet) },
  tokens: profile(6200, 1500, { cacheRead: 30_000, cacheWrite: 9000, reasoningShare: 0.25 }),
});

const office = (team: string, calls: number, models: Workload['models'], tokens: TokenProfile): Workload => ({
  ...{ team, service: null, calls, rhythm: 'people', growth: slowly, models, tokens, streamedShare: 0.9 },
});

const chatModels = [
  { model: terra, share: 0.5 },
  { model: sonnet, share: 0.3 },
  { model: flash, share: 0.2 },
];

export const workloads: readonly Workload[] = [
  coding('Platform', 12_500),
  coding('Developer experience', 13_000),
  coding('Mobile', 9000),
  coding('Data engineering', 9500),
  ciReview,
  supportAssistant,
  service('Platform', 'semantic-router', { calls: 3000, rhythm: 'customers', models: only(luna), tokens: profile(900, 60) }),
  service('Platform', 'search-index', { calls: 1200, rhythm: 'night', models: only(flashLite), tokens: profile(5200, 240) }),
  service('Developer experience', 'release-notes', { calls: 300, rhythm: 'people', models: only(sonnet), tokens: profile(22_000, 1800) }),
  service('Mobile', 'crash-triage', { calls: 1300, rhythm: 'customers', models: only(haiku), tokens: profile(7400, 500) }),
  service('Data engineering', 'nightly-digest', { calls: 11_500, rhythm: 'night', models: only(flashLite), tokens: profile(6800, 420) }),
  service('Data engineering', 'schema-mapper', {
    ...{ calls: 600, rhythm: 'bursts', growth: untilDisabled, models: only(terra), tokens: profile(3800, 900) },
  }),
  service('Support engineering', 'ticket-router', {
    calls: 9000,
    rhythm: 'customers',
    growth: compound,
    models: only(luna),
    tokens: profile(1400, 45),
  }),
  service('Support engineering', 'answer-drafts', { calls: 4000, rhythm: 'people', models: only(sonnet), tokens: profile(5600, 700) }),
  service('Customer Operations and Field Enablement EMEA', 'field-manuals', {
    ...{ calls: 5500, rhythm: 'customers', models: only(mistralMedium), tokens: profile(9200, 540), streamedShare: 0.8 },
  }),
  service('Customer Operations and Field Enablement EMEA', 'parts-finder', {
    ...{ calls: 3200, rhythm: 'customers', models: only(luna), tokens: profile(2100, 160) },
  }),
  office('Customer Operations and Field Enablement EMEA', 1400, only(mistralMedium), profile(2400, 520)),
  service('Kundenbetreuung Süd', 'brief-entwürfe', {
    calls: 2300,
    rhythm: 'people',
    models: only(mistralLarge),
    tokens: profile(2600, 780),
  }),
  office('Kundenbetreuung Süd', 700, only(mistralLarge), profile(1900, 600)),
  service('Research', 'evaluation-runner', {
    ...{ calls: 5600, rhythm: 'bursts', growth: slowly, tokens: profile(7800, 2600, { reasoningShare: 0.55 }) },
    models: [
      { model: opus, share: 0.35 },
      { model: terra, share: 0.3 },
      { model: flash, share: 0.2 },
      { model: mistralLarge, share: 0.15 },
    ],
  }),
  service('Research', 'paper-digest', { calls: 1200, rhythm: 'night', models: only(flash), tokens: profile(31_000, 1300) }),
  office('Research', 2300, chatModels, profile(5200, 1700, { reasoningShare: 0.4 })),
  service('Applied science', 'label-check', { calls: 2000, rhythm: 'bursts', models: only(gemma), tokens: profile(1100, 90) }),
  service('Growth', 'site-copy', { calls: 1900, rhythm: 'people', models: only(openWeights), tokens: profile(1700, 640) }),
  office('Growth', 1500, chatModels, profile(2600, 720)),
  service('Sales', 'sales-assistant', {
    ...{ calls: 14_500, rhythm: 'customers', growth: sCurve, models: only(flash), tokens: profile(6400, 520), streamedShare: 1 },
  }),
  service('Sales', 'offer-writer', { calls: 2200, rhythm: 'people', models: only(terra), tokens: profile(6800, 1500) }),
  office('Sales', 900, chatModels, profile(2300, 560)),
  service('Marketing', 'translations', { calls: 2300, rhythm: 'people', models: only(mistralLarge), tokens: profile(1800, 1700) }),
  office('Marketing', 800, chatModels, profile(2100, 820)),
  service('Finance', 'invoice-reader', { calls: 1900, rhythm: 'night', models: only(miniature), tokens: profile(3400, 260) }),
  office('Finance', 600, chatModels, profile(4800, 640)),
  office('Legal and compliance', 900, only(opus), profile(26_000, 1500, { reasoningShare: 0.35 })),
];

/** What the support assistant's small model needs more of: longer contexts and answers, so that a call costs 46 % less, not 62 %. */
export const migratedTokenFactor = 1.44;
export const migratedModel = miniature;
