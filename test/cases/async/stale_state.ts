// A state of React is set from what it was when this was rendered, after a wait.
import { useState } from 'react';

declare function save(n: number): Promise<void>;
declare function more(from: number): Promise<string[]>;
declare function rename(): Promise<string>;

export function Counter() {
  const [count, setCount] = useState(0);
  const [items, setItems] = useState<string[]>([]);
  const [form, setForm] = useState({ name: '', age: 0 });
  const [open, setOpen] = useState(false);

  async function increment(): Promise<void> {
    await save(count + 1);
    setCount(count + 1);
    //| race-across-await: `count` is still what it was when this was rendered, before the wait on line 15
  }

  const load = async (): Promise<void> => {
    const next = await more(items.length);
    setItems([...items, ...next]);
    //| race-across-await: `setItems` with a function starts from what is there by then
  };

  function append(): void {
    void more(items.length).then((next) => setItems([...items, ...next]));
    //| race-across-await: `items` is still what it was when this was rendered
  }

  async function inPlace(): Promise<void> {
    setForm({ ...form, name: await rename() });
    //| race-across-await: `form` is still what it was when this was rendered
  }

  // From what is there by then, before the wait, put back on purpose, or of no state.
  async function right(): Promise<void> {
    await save(count);
    setCount((now) => now + 1);
    setOpen(false);
  }

  async function first(): Promise<void> {
    setCount(count + 1);
    await save(count + 1);
  }

  async function back(): Promise<void> {
    const before = items;
    setItems([]);
    try {
      await save(0);
    } catch {
      setItems(before);
      setCount(count);
    }
  }

  return { increment, load, append, inPlace, right, first, back, open };
}
