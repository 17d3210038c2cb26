// Answers to events that cannot overwrite a newer one, or of which each counts.
declare const api: { search(query: string, o?: object): Promise<string[]>; size(): Promise<number> };
declare const input: { value: string; on(type: string, f: (query: string) => unknown): void };

let results: string[] = [];
let hits: string[] = [];
let width = 0;
let latest = 0;
let controller = new AbortController();
const kept = new Map<string, string[]>();
let total = 0;
let last: string[] = [];

// Only the newest stores its answer.
input.on('input', async (query) => {
  const mine = ++latest;
  const found = await api.search(query);
  if (mine !== latest) return;
  results = found;
});

// What is asked for now is looked at.
input.on('search', async (query) => {
  const found = await api.search(query);
  if (input.value !== query) return;
  hits = found;
});

// The older question is called off.
input.on('change', async (query) => {
  controller.abort();
  controller = new AbortController();
  results = await api.search(query, { signal: controller.signal });
});

// Every answer has its own place.
input.on('input', async (query) => {
  kept.set(query, await api.search(query));
});

// The answer does not depend on the event.
input.on('resize', async () => {
  width = await api.size();
});

// Nobody asks anew: every message counts by itself, and none is older than what it replaces says.
input.on('message', async (query) => {
  last = await api.search(query);
});

// The answer is the same kind of thing whatever is asked, and added.
input.on('change', async (query) => {
  const found = await api.search(query);
  total += found.length;
});

export const shown = (): unknown => [results, hits, width, kept, total, last];
