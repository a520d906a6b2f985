// Tables in a frame that scrolls by itself, and lists that the server pages.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

/** A name, or one whose column holds figures. */
export type Head = string | { figure: string };

const nameOf = (head: Head): string => (typeof head === 'string' ? head : head.figure);

/** `children`: the rows. */
export function Listing({ label, heads, children }: { label: string; heads: readonly Head[]; children: ComponentChildren }) {
  return (
    <div class="scroll" role="region" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={nameOf(head)} scope="col" class={typeof head === 'string' ? '' : 'figure'}>
                {nameOf(head)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

/** A list from the newest on. `start`: where its page begins; nothing: at the newest. */
export function usePages<T>() {
  const [starts, setStarts] = useState<T[]>([]);
  return {
    start: starts.at(-1),
    toNewest: () => setStarts([]),
    toNewer: () => setStarts(starts.slice(0, -1)),
    toOlder: (next: T) => setStarts([...starts, next]),
    depth: starts.length,
  };
}

/** `older`: where the next page begins; nothing: there is none. */
export function Pages<T>({ pages, older }: { pages: ReturnType<typeof usePages<T>>; older: T | null | undefined }) {
  const { depth, toNewest, toNewer, toOlder } = pages;
  return (
    <p class="actions">
      {depth > 1 && (
        <button type="button" onClick={toNewest}>
          Newest
        </button>
      )}
      {depth > 0 && (
        <button type="button" onClick={toNewer}>
          Newer
        </button>
      )}
      {older !== null && older !== undefined && (
        <button type="button" onClick={() => toOlder(older)}>
          Older
        </button>
      )}
    </p>
  );
}
