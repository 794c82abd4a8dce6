import type { core } from 'zod';

/**
 * A schema's complaint in the words of the form. It stands below its field, or behind its label in a list, so it does not name it
 * again: `subject` is "This", or the name of what has no field of its own. `empty` says that nothing was entered.
 */
export function issueText(issue: core.$ZodIssue, subject: string, empty: boolean): string {
  if (
    empty &&
    (issue.code === 'invalid_type' || issue.code === 'too_small' || issue.code === 'invalid_format' || issue.code === 'invalid_value')
  ) {
    return `${subject} is needed.`;
  }
  switch (issue.code) {
    case 'too_small':
      return `At least ${amount(issue.minimum, issue.origin, issue.inclusive === false ? 'more than ' : '')}.`;
    case 'too_big':
      return `At most ${amount(issue.maximum, issue.origin, issue.inclusive === false ? 'less than ' : '')}.`;
    case 'invalid_format':
      return formats[issue.format] ?? issue.message;
    case 'invalid_value':
      return `One of ${issue.values.map(String).join(', ')}.`;
    case 'invalid_type':
      return `${subject} was not understood.`;
    default:
      return issue.message.endsWith('.') ? issue.message : `${issue.message}.`;
  }
}

const formats: Partial<Record<string, string>> = {
  email: 'An address looks like name@example.com.',
  url: 'An address looks like https://example.com.',
  uuid: 'This is not an id.',
};

function amount(limit: number | bigint, origin: string, prefix: string): string {
  const units: Partial<Record<string, string>> = { string: 'character', array: 'entry', set: 'entry' };
  const unit = units[origin];
  if (unit === undefined) return `${prefix}${limit}`;
  const plural = unit === 'entry' ? 'entries' : 'characters';
  return `${prefix}${limit} ${Number(limit) === 1 ? unit : plural}`;
}
