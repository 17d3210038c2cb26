let refreshed = 0;

async function refresh(): Promise<boolean> {
  return navigator.locks.request('feed', { ifAvailable: true }, async (lock) => {
    if (lock === null) return false;
    refreshed += 1;
    return true;
  });
}

await navigator.locks.request('feed', async () => {
  if (!(await refresh())) console.log('somebody is at it already');
});
console.log(await refresh(), refreshed);
