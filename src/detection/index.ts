export { type DetectionParameters, defaultDetectionParameters } from './core/parameters.ts';
export { detect } from './detect.ts';
export { detectDue } from './detect-due.ts';
export { detectSurge } from './detect-surge.ts';
export { type Episode, type EpisodeKind, episodeKinds } from './model.ts';
export { failureCounts, findEpisodes, flappingSites, listEpisodes } from './store.ts';
export { detectionVerbs } from './verbs.ts';
