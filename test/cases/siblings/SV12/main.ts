import { ref, watch } from 'vue';

interface Hit {
  readonly title: string;
}

export function useSearch() {
  const query = ref('');
  const hits = ref<readonly Hit[]>([]);

  watch(query, async (text, _old, onCleanup) => {
    let stale = false;
    onCleanup(() => {
      stale = true;
    });
    const response = await fetch(`/search?q=${encodeURIComponent(text)}`);
    const found = (await response.json()) as Hit[];
    if (stale) return;
    hits.value = found;
  });

  return { query, hits };
}
