export { createJobs } from './jobs.ts';
export type { EnqueueOptions, JobFailure, JobOptions, Jobs, JobsSetup } from './model.ts';
