/**
 * A list of any length: rows are drawn in chunks, and only those near the screen. A chunk keeps the height that it had, so
 * that nothing jumps; rows may differ in height. Without IntersectionObserver everything is drawn.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { wide } from './wide.ts';

const CHUNK = 40;
const NEAR = '800px';

interface LongListProps<T> {
  items: readonly T[];
  /** Height of a row before it was ever drawn, in px. */
  estimate: number;
  row: (item: T) => ComponentChildren;
  label: string;
}

export function LongList<T>({ items, estimate, row, label }: LongListProps<T>) {
  const list = useRef<HTMLElement>(null);
  const [near, setNear] = useState<ReadonlySet<number>>(new Set([0]));
  const chunks = useMemo(() => inChunks(items), [items]);

  useEffect(() => {
    if (!list.current || typeof IntersectionObserver === 'undefined') return;
    const observer = new IntersectionObserver((entries) => setNear((before) => afterScroll(before, entries)), {
      // On a laptop the column scrolls, on a phone the document.
      root: wide.value ? list.current.closest('.column') : null,
      rootMargin: NEAR,
    });
    for (const chunk of list.current.children) observer.observe(chunk);
    return () => observer.disconnect();
  }, [chunks.length, wide.value]);

  const all = typeof IntersectionObserver === 'undefined';
  return (
    <section ref={list} aria-label={label} class="long-list">
      {chunks.map((chunk, index) => (
        <Chunk key={index} index={index} shown={all || near.has(index)} estimate={chunk.length * estimate}>
          {() => chunk.map(row)}
        </Chunk>
      ))}
    </section>
  );
}

interface ChunkProps {
  index: number;
  shown: boolean;
  estimate: number;
  children: () => ComponentChildren;
}

function Chunk({ index, shown, estimate, children }: ChunkProps) {
  const element = useRef<HTMLUListElement>(null);
  const height = useRef(estimate);
  useLayoutEffect(() => {
    if (!shown) return;
    return () => {
      height.current = element.current?.offsetHeight || estimate;
    };
  }, [shown, estimate]);
  return (
    <ul ref={element} data-chunk={index} style={shown ? {} : { height: `${height.current}px` }}>
      {shown && children()}
    </ul>
  );
}

function inChunks<T>(items: readonly T[]): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; start += CHUNK) chunks.push(items.slice(start, start + CHUNK));
  return chunks;
}

function afterScroll(before: ReadonlySet<number>, entries: readonly IntersectionObserverEntry[]): ReadonlySet<number> {
  const after = new Set(before);
  for (const entry of entries) {
    const index = Number((entry.target as HTMLElement).dataset.chunk);
    if (entry.isIntersecting) after.add(index);
    else after.delete(index);
  }
  return after;
}
