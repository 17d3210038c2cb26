async function save(text: string): Promise<void> {
  await navigator.locks.request('draft', async () => {
    localStorage.setItem('draft', text);
  });
}

export async function clear(): Promise<void> {
  await navigator.locks.request('draft', async () => {
    await save('');
    //| self-deadlock: 'draft'
  });
}
