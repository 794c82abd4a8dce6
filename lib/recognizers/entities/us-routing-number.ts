import { digitsOf } from '../checks/digits-of.ts';
import { weightedSum } from '../checks/weighted-sum.ts';
import type { Recognizer } from '../recognizer.ts';

/** Nine digits with weights 3, 7, 1 (American Bankers Association). */
export const usRoutingNumber: Recognizer = {
  entity: 'us_routing_number',
  category: 'financial',
  label: 'US routing number',
  need: 'digits_8',
  form: /(?<![\w-])(?:0\d|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2]|80)\d{7}(?![\w-])/g,
  isReal: (found) => weightedSum(digitsOf(found), [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 === 0,
  score: 30,
  context: ['routing', 'aba', 'rtn', 'transit'],
};
