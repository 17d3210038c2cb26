await navigator.locks.request('outbox', async () => { //~ lock-order-inversion
  await navigator.locks.request('drafts', () => console.log('worker')); //~ lock-order-inversion
});
