// What an edit changes, line by line, before it is published. (The site shows the same by paragraphs, from the server.)

export interface Line {
  kind: 'same' | 'removed' | 'added';
  text: string;
}

const PAIRS_MAX = 4_000_000;

/** The shortest way from one text to the other, by the longest common subsequence of their lines. */
export function diff(before: string, after: string): Line[] {
  const a = before.split('\n');
  const b = after.split('\n');
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const old = a.slice(head, a.length - tail);
  const fresh = b.slice(head, b.length - tail);
  const same = (text: string): Line => ({ kind: 'same', text });
  return [...a.slice(0, head).map(same), ...between(old, fresh), ...a.slice(a.length - tail).map(same)];
}

function between(a: string[], b: string[]): Line[] {
  const removed = (text: string): Line => ({ kind: 'removed', text });
  const added = (text: string): Line => ({ kind: 'added', text });
  if (a.length * b.length > PAIRS_MAX) return [...a.map(removed), ...b.map(added)];
  const width = b.length + 1;
  const longest = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => longest[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      longest[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: Line[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const old = a[i];
    const fresh = b[j];
    if (old !== undefined && old === fresh) {
      lines.push({ kind: 'same', text: old });
      i += 1;
      j += 1;
    } else if (old !== undefined && (fresh === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push(removed(old));
      i += 1;
    } else if (fresh !== undefined) {
      lines.push(added(fresh));
      j += 1;
    }
  }
  return lines;
}
