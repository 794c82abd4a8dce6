import { type DataEntity, dataEntities } from '../lib/contracts/data-entities.ts';
import { defaultScoreMin, findData } from '../lib/recognizers/index.ts';
import { type CorpusText, recognizerCorpus } from './recognizer-corpus.ts';
import { printTable } from './support/print-table.ts';

/** What recognisers made of a corpus, for one kind of data. */
export interface EntityScore {
  readonly entity: DataEntity;
  readonly texts: number;
  /** Share of what was found that is there; 1 where nothing was found. */
  readonly precision: number;
  /** Share of what is there that was found. */
  readonly recall: number;
}

/** Finds everything in the corpus; a finding counts as right where kind and place are those that were put there. */
export function scoreRecognizers(corpus: readonly CorpusText[]): readonly EntityScore[] {
  const counts = new Map<DataEntity, { right: number; wrong: number; missed: number }>();
  const countOf = (entity: DataEntity) => {
    const known = counts.get(entity) ?? { right: 0, wrong: 0, missed: 0 };
    counts.set(entity, known);
    return known;
  };
  for (const { text, holds } of corpus) {
    const findings = findData(text, { scoreMin: defaultScoreMin });
    const hit =
      holds === null
        ? undefined
        : findings.find(({ entity, start, end }) => entity === holds.entity && start === holds.start && end === holds.end);
    if (holds !== null) countOf(holds.entity)[hit === undefined ? 'missed' : 'right'] += 1;
    for (const one of findings) if (one !== hit) countOf(one.entity).wrong += 1;
  }
  return dataEntities.flatMap((entity) => {
    const known = counts.get(entity);
    if (known === undefined) return [];
    const { right, wrong, missed } = known;
    return [
      {
        entity,
        texts: right + missed,
        precision: right + wrong === 0 ? 1 : right / (right + wrong),
        recall: right + missed === 0 ? 1 : right / (right + missed),
      },
    ];
  });
}

const kilobyte = 1024;

/** Microseconds that a kilobyte of text takes. */
export function microsecondsPerKilobyte(text: string, rounds: number): number {
  const whole = text.repeat(Math.ceil((64 * kilobyte) / text.length)).slice(0, 64 * kilobyte);
  findData(whole, { scoreMin: defaultScoreMin });
  const startedAt = performance.now();
  for (let round = 0; round < rounds; round += 1) findData(whole, { scoreMin: defaultScoreMin });
  return ((performance.now() - startedAt) * 1000) / rounds / 64;
}

/** Texts by which speed is measured: prose without any data, and one that is full of it. */
export const speedTexts = {
  prose: 'The weather in the mountains remains cold and rainy for most of the year, which is why few people live there. ',
  dense: `Ada, ada@example.com, card 4111 1111 1111 1111, +49 30 901820, SSN 078-05-1120, 10.0.0.1, sk-${'a1'.repeat(20)}, DE89 3704 0044 0532 0130 00. `,
};

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** Prints precision, recall and F2 (recall counts twice, because what is missed leaves the house) by kind, and the time a kilobyte takes. */
export function benchRecognizers(): void {
  const scores = scoreRecognizers(recognizerCorpus(100));
  const f2 = ({ precision, recall }: EntityScore): number =>
    precision + recall === 0 ? 0 : (5 * precision * recall) / (4 * precision + recall);
  printTable(
    'Recognisers on a generated corpus: values with right checksums, the same with one wrong digit, everyday texts',
    ['kind', 'texts', 'precision', 'recall', 'F2'],
    scores.map((score) => [score.entity, String(score.texts), percent(score.precision), percent(score.recall), percent(f2(score))]),
  );
  const speed = Object.entries(speedTexts).map(([name, text]) => [name, `${microsecondsPerKilobyte(text, 50).toFixed(0)} µs`]);
  printTable('Time', ['text', 'per kB'], speed);
}
