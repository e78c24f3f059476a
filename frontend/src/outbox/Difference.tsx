/** A text compared with another, word by word: what is new underlined, what is missing struck out, both said in words too. */
import './difference.css';
import { useMemo } from 'preact/hooks';
import { syncWords } from '../words/sync.ts';
import { diffWords, type Piece } from './wordDiff.ts';

interface DifferenceProps {
  from: string;
  to: string;
}

export function Difference({ from, to }: DifferenceProps) {
  const pieces = useMemo(() => diffWords(from, to), [from, to]);
  return (
    <p class="difference" dir="auto">
      {pieces.map((piece, index) => (
        <Part key={index} piece={piece} />
      ))}
    </p>
  );
}

function Part({ piece: { kind, text } }: { piece: Piece }) {
  const { added, removed, end } = syncWords.conflict;
  if (kind === 'same') return <>{text}</>;
  const Tag = kind === 'added' ? 'ins' : 'del';
  return (
    <Tag>
      <span class="visually-hidden"> {kind === 'added' ? added : removed} </span>
      {text}
      <span class="visually-hidden"> {end}. </span>
    </Tag>
  );
}
