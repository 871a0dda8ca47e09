export {
  AllclearError,
  type ErrorCode,
  errorCodes,
  type Fault,
  invariant,
  notFound,
  required,
} from './errors.ts';
export { parseInput } from './parse.ts';
