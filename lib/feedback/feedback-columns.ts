import { feedback } from '#db/schema/index.ts';

/** Where feedback has what it is about, for the conditions of a scope of usage. */
export const feedbackColumns = {
  ...{ department: feedback.departmentDim, team: feedback.teamDim, user: feedback.userDim, key: feedback.keyDim },
  ...{ connection: feedback.connectionDim, provider: feedback.providerDim, model: feedback.modelDim },
  ...{ project: feedback.projectDim, environment: feedback.environmentDim },
} as const;
