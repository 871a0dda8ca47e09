export { apiFiles } from './api-files.ts';
export { ApiRefusal, type Client, type ClientOptions, createClient } from './client/client.ts';
export type { Schemas, Verbs } from './client/types.ts';
export { type ApiDependencies, type ApiLimits, apiHandler, createApiLimits } from './handler.ts';
export { loadResults, type OpenApiDocument, openApiDocument } from './openapi/document.ts';
