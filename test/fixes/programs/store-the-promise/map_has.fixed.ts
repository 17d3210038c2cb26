// file: main.ts
const pages = new Map<string, string>();
const pagesPending = new Map<string, Promise<string>>();

export async function page(url: string, fetchPage: (url: string) => Promise<string>): Promise<string> {
  if (!pages.has(url)) {
    let pending = pagesPending.get(url);
    if (pending === undefined) {
      pending = (async () => {
        const loaded = await fetchPage(url);
        pages.set(url, loaded);
        return loaded;
      })().finally(() => pagesPending.delete(url));
      pagesPending.set(url, pending);
    }
    await pending;
  }
  return pages.get(url)!;
}
