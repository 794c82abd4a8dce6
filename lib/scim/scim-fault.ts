import { AppError } from '#lib/core/errors.ts';

/** Details of a 400 by RFC 7644 section 3.12, table 9. */
export type ScimType = 'invalidFilter' | 'tooMany' | 'mutability' | 'invalidSyntax' | 'invalidPath' | 'noTarget' | 'invalidValue';

/** A request that SCIM answers with 400 and its own detail code. */
export const scimFault = (scimType: ScimType, detail: string): AppError =>
  new AppError('invalid_request', { detail, members: { scim_type: scimType } });

/** Something that must be unique is taken: 409 with `uniqueness`, by which directories tell it from other conflicts. */
export const uniquenessFault = (detail: string): AppError => new AppError('conflict', { detail, members: { scim_type: 'uniqueness' } });
