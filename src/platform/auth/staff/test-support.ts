import { makePasswordsCheap } from './password.ts';

// A real hash takes a quarter of a second of work, and the tests sign in a thousand times. core.test.ts looks at the real one.
makePasswordsCheap();
