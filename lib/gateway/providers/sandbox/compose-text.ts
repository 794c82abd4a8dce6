import { between, pick, type SeededRandom } from './seeded-random.ts';

const openings = ['In short', 'As far as the sandbox can tell', 'Put simply', 'To begin with', 'On balance', 'Looking closer'];
const subjects = [
  'the first step',
  'a careful reading',
  'the usual approach',
  'this question',
  'the simplest answer',
  'a small experiment',
];
const verbs = ['suggests', 'points to', 'depends on', 'begins with', 'rules out', 'explains'];
const objects = [
  'a shorter path',
  'two cases worth separating',
  'the numbers behind it',
  'one assumption',
  'what was measured',
  'a clear trade-off',
];
const endings = [
  'before anything else',
  'in most cases',
  'once the details are known',
  'as long as the input holds',
  'with room to spare',
  'for now',
];

const quoteMax = 80;

function sentence(random: SeededRandom): string {
  const [subject, verb, object, ending] = [subjects, verbs, objects, endings].map((words) => pick(random, words));
  return `${pick(random, openings)}, ${subject} ${verb} ${object} ${ending}.`;
}

/** Plain prose that quotes the question and says that it comes from the sandbox; the same for the same random numbers. */
export function composeText(random: SeededRandom, question: string, [fewest, most]: readonly [number, number]): string {
  const flat = question.replace(/\s+/g, ' ').trim();
  const quoted = flat.length > quoteMax ? `${flat.slice(0, quoteMax)}…` : flat;
  const sentences = Array.from({ length: between(random, fewest, most) }, () => sentence(random));
  return [`This is Tollgate’s sandbox answering “${quoted}”.`, ...sentences].join(' ');
}
