import pc from 'picocolors';
import { toTerminalText } from './safe-text.ts';
import type { LayoutOptions } from './table.ts';
import { wrapText } from './wrap-text.ts';

/** One hop of a chain: what it is, what is known of it, and what came of it. Texts may come from a log. */
export interface TraceNode {
  readonly label: string;
  readonly details: readonly string[];
  readonly children: readonly TraceNode[];
}

/** Levels drawn; attribution follows no chain that is longer, and a terminal has no room for it. */
const depthMax = 32;
/** Columns of text kept at any depth, so that a deep line is long rather than a column of single letters. */
const textWidthMin = 24;

/** A tree with box-drawing lines, its root first. Ends in a newline. */
export function renderTraceTree(root: TraceNode, options: LayoutOptions): string {
  return `${renderNode(root, { first: '', rest: '', depth: 0, ...options }).join('\n')}\n`;
}

/** `first` stands before the node's label, `rest` before every other line of the node and of what hangs on it. */
interface Place extends LayoutOptions {
  readonly first: string;
  readonly rest: string;
  readonly depth: number;
}

function renderNode(node: TraceNode, place: Place): string[] {
  const { first, rest, depth, width, colours } = place;
  const colour = pc.createColors(colours);
  const children = depth < depthMax ? node.children : [];
  const hidden = node.children.length - children.length;
  const stem = children.length > 0 ? '│ ' : '  ';
  const notes = hidden > 0 ? [...node.details, `${hidden} more below, not shown`] : node.details;
  const label = wrap(node.label, first, width);
  const details = notes.flatMap((detail) => wrap(detail, rest + stem, width));
  return [
    ...label.map((line, index) => colour.dim(index === 0 ? first : rest + stem) + colour.bold(line)),
    ...details.map((line) => colour.dim(rest + stem) + line),
    ...children.flatMap((child, index) => {
      const isLast = index === children.length - 1;
      const below = { first: `${rest}${isLast ? '└─ ' : '├─ '}`, rest: `${rest}${isLast ? '   ' : '│  '}` };
      return renderNode(child, { ...below, depth: depth + 1, width, colours });
    }),
  ].map((line) => line.trimEnd());
}

const wrap = (text: string, before: string, width: number | undefined): string[] =>
  width === undefined
    ? [toTerminalText(text)]
    : wrapText(toTerminalText(text), Math.max(textWidthMin, width - before.length));
