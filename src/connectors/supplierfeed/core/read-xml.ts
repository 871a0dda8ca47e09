import { SaxesParser } from 'saxes';

export interface XmlElement {
  /** Without its prefix. */
  name: string;
  namespace: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  text: string;
}

const limits = { depth: 40, elements: 20_000, textLength: 2_000_000 };

/** Why a document is not taken, as a sentence. */
export class XmlRefused extends Error {}

/**
 * Reads an XML document into a tree. One with a DOCTYPE is refused whatever is in it: feeds need none, and with it go
 * entities that unfold into gigabytes and those that fetch files. Depth and size are limited.
 */
export function readXml(text: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true, position: false });
  const open: XmlElement[] = [];
  let root: XmlElement | undefined;
  let elements = 0;
  let textLength = 0;
  const refuse = (reason: string): never => {
    throw new XmlRefused(reason);
  };
  const addText = (part: string): void => {
    textLength += part.length;
    if (textLength > limits.textLength) refuse('It holds too much text.');
    const inner = open.at(-1);
    if (inner) inner.text += part;
  };
  parser.on('error', () => refuse('It is not well-formed XML.'));
  parser.on('doctype', () => refuse('It has a DOCTYPE, which no feed needs.'));
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('opentag', (tag) => {
    elements += 1;
    if (elements > limits.elements) refuse('It has too many elements.');
    if (open.length >= limits.depth) refuse('Its elements are nested too deeply.');
    const attributes = Object.fromEntries(
      Object.values(tag.attributes).map(({ local, value }) => [local, value]),
    );
    const element = { name: tag.local, namespace: tag.uri, attributes, children: [], text: '' };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  parser.write(text).close();
  return root ?? refuse('It is empty.');
}

export const childOf = (element: XmlElement, name: string): XmlElement | undefined =>
  element.children.find((child) => child.name === name);

export const childrenOf = (element: XmlElement, name: string): XmlElement[] =>
  element.children.filter((child) => child.name === name);

/** The text of a child; undefined without one. */
export const textOf = (element: XmlElement, name: string): string | undefined => childOf(element, name)?.text;
