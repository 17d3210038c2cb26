// file: form.ts
import { useState } from 'react';

declare function save(name: string): Promise<void>;

export function useForm() {
  const [form, setForm] = useState({ name: '', saved: 0 });
  async function submit(name: string): Promise<void> {
    await save(name);
    setForm((form) => ({ ...form, name, saved: form.saved + 1 }));
  }
  return { form, submit };
}
