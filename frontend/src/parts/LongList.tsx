/**
 * A list of any length: rows are drawn in chunks, and only those near the screen. A chunk keeps the height that it had, so
 * that nothing jumps; rows may differ in height. Without IntersectionObserver everything is drawn.
 */
import type { ComponentChildren, VNode } from 'preact';
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

  const observer = useRef<IntersectionObserver | null>(null);
  useEffect(() => {
    if (!list.current || typeof IntersectionObserver === 'undefined') return;
    const made = new IntersectionObserver((entries) => setNear((before) => afterScroll(before, entries)), {
      // On a laptop the column scrolls, on a phone the document.
      root: wide.value ? list.current.closest('.column') : null,
      rootMargin: NEAR,
    });
    observer.current = made;
    return () => made.disconnect();
  }, [wide.value]);

  useEffect(() => {
    // Those that are observed already stay so, and are not reported again: a list may grow many times a minute.
    for (const chunk of list.current?.children ?? []) observer.current?.observe(chunk);
  }, [chunks.length, wide.value]);

  // The very element of the last time is not looked at again: of a long list, all but a few.
  const resting = useRef<VNode<ChunkProps>[]>([]);
  const atRest = (index: number, height: number) => {
    const before = resting.current[index];
    if (before?.props.estimate === height) return before;
    const chunk = <Chunk key={index} index={index} shown={false} estimate={height} />;
    resting.current[index] = chunk as VNode<ChunkProps>;
    return chunk;
  };

  const all = typeof IntersectionObserver === 'undefined';
  return (
    <section ref={list} aria-label={label} class="long-list">
      {chunks.map((chunk, index) => {
        const height = chunk.length * estimate;
        if (!all && !near.has(index)) return atRest(index, height);
        return (
          <Chunk key={index} index={index} shown estimate={height}>
            {() => chunk.map(row)}
          </Chunk>
        );
      })}
    </section>
  );
}

interface ChunkProps {
  index: number;
  shown: boolean;
  estimate: number;
  children?: () => ComponentChildren;
}

function Chunk({ index, shown, estimate, children }: ChunkProps) {
  const element = useRef<HTMLUListElement>(null);
  const kept = useRef({ estimate, height: estimate });
  useLayoutEffect(() => {
    if (!shown) return;
    return () => {
      kept.current = { estimate, height: element.current?.offsetHeight || estimate };
    };
  }, [shown, estimate]);
  // Of other rows than then, nothing is known: the last chunk of a list that grows.
  const height = kept.current.estimate === estimate ? kept.current.height : estimate;
  return (
    <ul ref={element} data-chunk={index} style={shown ? {} : { height: `${height}px` }}>
      {shown && children?.()}
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
  let isOther = false;
  for (const entry of entries) {
    const index = Number((entry.target as HTMLElement).dataset.chunk);
    if (entry.isIntersecting === after.has(index)) continue;
    isOther = true;
    if (entry.isIntersecting) after.add(index);
    else after.delete(index);
  }
  return isOther ? after : before;
}
