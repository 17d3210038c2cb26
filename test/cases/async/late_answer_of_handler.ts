// file: search.tsx
import { useCallback, useState } from 'react';

declare function search(text: string): Promise<string[]>;
declare function rename(text: string): Promise<void>;

export function Search(): unknown {
  const [hits, setHits] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const onQuery = useCallback(async (text: string) => {
    setBusy(true);
    const found = await search(text);
    setHits(found);
    //| race-across-await: When another onQueryChange event
    setBusy(false);
  }, []);
  return (
    <div>
      <Box onQueryChange={onQuery} />
      <input
        onChange={async (e: { target: { value: string } }) => {
          setHits(await search(e.target.value));
          //| race-across-await: When another onChange event
        }}
      />
      {hits.join(busy ? '?' : '')}
    </div>
  );
}

export function Name(): unknown {
  const [name, setName] = useState('');
  // Its own text, not the answer.
  return (
    <input
      onChange={async (e: { target: { value: string } }) => {
        await rename(e.target.value);
        setName(e.target.value);
      }}
      value={name}
    />
  );
}

export function Saved(): unknown {
  const [saved, setSaved] = useState<string[]>([]);
  // A click does not ask anew.
  return (
    <button
      onClick={async (e: { target: { value: string } }) => {
        setSaved(await search(e.target.value));
      }}
    >
      {saved.join()}
    </button>
  );
}

declare function Box(props: { onQueryChange: (text: string) => Promise<void> }): unknown;
