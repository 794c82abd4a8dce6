import { describe, expect, it } from 'vitest';
import { complianceFrameworkCreate } from '#lib/contracts/compliance-frameworks.ts';
import { frameworkSchema } from './framework-schema.ts';
import { frameworkInput } from './framework-values.ts';

const looked = { ref: 'H1', title: 'Keys are young', checks: ['keys-are-rotated'], human: '' };
const vouched = { ref: 'H2', title: 'The works council was heard', checks: [], human: 'The council keeps the minutes.' };
const faultOf = (...controls: object[]) =>
  frameworkSchema.safeParse({ name: 'House rules', controls }).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('the form of a framework [CMP-1]', () => {
  it('makes what the operation takes', () => {
    expect(faultOf(looked, vouched)).toBeUndefined();
    const input = frameworkInput({ name: 'House rules', controls: [looked, vouched] });
    expect(complianceFrameworkCreate.input.parse(input)).toEqual({
      ...{ name: 'House rules', description: '' },
      controls: [{ ...looked, human: null }, vouched],
    });
  });

  it.each([
    [[{ ...vouched, human: ' ' }], 'controls.0: It needs a check, or a reason why a person vouches for it.'],
    [[looked, { ...vouched, title: '' }], 'controls.1: It needs a number and what it asks for.'],
    [[looked, { ...vouched, ref: 'H1' }], 'controls: Two controls have the same number.'],
    [[], 'controls: A framework has at least one control.'],
  ])('says of %j what is missing', (controls, fault) => {
    expect(faultOf(...controls)).toContain(fault);
  });
});
