export { type ApiDependencies, apiHandler } from './handler.ts';
