import { expect, it } from 'vitest';
import { droppedRequirements } from './require-may-weaken.ts';

it('[ORG-4] of compliance requirements what is taken away counts, and not how it is written', () => {
  expect(droppedRequirements(['SOC 2', 'GDPR'], ['gdpr', 'soc-2', 'HIPAA'])).toEqual([]);
  expect(droppedRequirements(['SOC 2', 'GDPR'], ['GDPR'])).toEqual(['SOC 2']);
  expect(droppedRequirements(['SOC 2', 'GDPR'], [])).toEqual(['SOC 2', 'GDPR']);
  expect(droppedRequirements(['ISO 27001'], ['ISO 42001'])).toEqual(['ISO 27001']);
  expect(droppedRequirements(['等保', '***'], ['密评', '---'])).toEqual(['等保', '***']);
  expect(droppedRequirements([], ['GDPR'])).toEqual([]);
});
