// finds: race-across-await
// fix: Update form from what is there by then
// file: react.d.ts
declare module 'react' {
  export function useState<T>(initial: T): [T, (next: T | ((now: T) => T)) => void];
}
// file: form.ts
import { useState } from 'react';

declare function save(name: string): Promise<void>;

export function useForm() {
  const [form, setForm] = useState({ name: '', saved: 0 });
  async function submit(name: string): Promise<void> {
    await save(name);
    setForm({ ...form, name, saved: form.saved + 1 });
  }
  return { form, submit };
}
