export { getDataClasses } from './get-data-classes.ts';
export { listDetections } from './list-detections.ts';
export { getTeamDataClasses, updateTeamDataClasses } from './team-data-classes.ts';
export { testText } from './test-text.ts';
export { updateDataClasses } from './update-data-classes.ts';
