import { Store } from './store.ts';

interface Cart {
  readonly items: readonly string[];
}

const store = new Store<Cart, string>({ items: [] }, async (cart, sku) => {
  await fetch(`https://shop.example/reserve/${sku}`, { method: 'POST' });
  return { items: [...cart.items, sku] };
});

document.querySelectorAll<HTMLButtonElement>('button.add').forEach((button) => {
  button.addEventListener('click', () => {
    void store.dispatch(button.dataset['sku'] ?? '');
  });
});
