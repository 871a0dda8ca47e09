export { createDispatcher, type Dispatcher, type Handler } from './dispatcher.ts';
export { emit, outboxChannel } from './emit.ts';
export { forgetFacts } from './forget.ts';
export { countHandledFacts, deleteHandledFacts } from './retention.ts';
