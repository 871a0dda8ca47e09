import { SaxesParser } from 'saxes';

export interface Node {
  name: string;
  namespace: string;
  attributes: Record<string, string>;
  children: Node[];
  text: string;
}

/** Reads a document with a strict parser; throws where it is not well-formed or uses a prefix that is not bound. */
export function xmlTree(text: string): Node {
  const parser = new SaxesParser({ xmlns: true });
  const open: Node[] = [];
  let root: Node | undefined;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    const attributes = Object.fromEntries(
      Object.values(tag.attributes).map(({ name, value }) => [name, value]),
    );
    const node: Node = { name: tag.local, namespace: tag.uri, attributes, children: [], text: '' };
    open.at(-1)?.children.push(node);
    root ??= node;
    open.push(node);
  });
  const add = (part: string): void => {
    const inner = open.at(-1);
    if (inner) inner.text += part;
  };
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('closetag', () => void open.pop());
  parser.write(text).close();
  if (!root) throw new Error('There is no element.');
  return root;
}

export const all = (node: Node, name: string): Node[] => node.children.filter((child) => child.name === name);
export const first = (node: Node, name: string): string | undefined => all(node, name)[0]?.text;
