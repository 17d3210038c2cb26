import { ref, watch } from 'vue';

interface Hit {
  readonly title: string;
}

export function useSearch() {
  const query = ref('');
  const hits = ref<readonly Hit[]>([]);
  const failed = ref(false);

  watch(query, async (text) => {
    failed.value = false;
    const response = await fetch(`/search?q=${encodeURIComponent(text)}`);
    if (!response.ok) {
      failed.value = true;
      return;
    }
    hits.value = (await response.json()) as Hit[]; //~ race-across-await
  });

  return { query, hits, failed };
}
