export type { MarkdownOptions } from './render.ts';
export { renderMarkdown } from './render.ts';
export { markdownToText } from './to-text.ts';
