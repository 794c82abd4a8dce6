import { isDay } from '../checks/is-day.ts';
import type { Recognizer } from '../recognizer.ts';

function isDate(found: string): boolean {
  const [first = 0, second = 0, third = 0] = found.split(/[./-]/).map(Number);
  // Month and day stand in either order.
  return first > 31 ? isDay(second, third) : isDay(second, first) || isDay(first, second);
}

/** A date, only where a word beside it says that somebody was born then. */
export const dateOfBirth: Recognizer = {
  entity: 'date_of_birth',
  category: 'pii',
  label: 'Date of birth',
  need: 'digits_4',
  form: /(?<![\w./-])(?:(?:19|20)\d{2}-\d{2}-\d{2}|\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2})(?![\w/-])/g,
  isReal: isDate,
  score: 20,
  context: [
    'born',
    'birth',
    'birthday',
    'birthdate',
    'dob',
    'd.o.b',
    'date of birth',
    'geboren',
    'geburtsdatum',
    'geb',
    'né',
    'née',
    'naissance',
    'nacido',
    'nacida',
    'nacimiento',
    'nato',
    'nata',
    'nascita',
  ],
};
