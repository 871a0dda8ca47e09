export { type ApiDependencies, type ApiLimits, apiHandler, createApiLimits } from './handler.ts';
