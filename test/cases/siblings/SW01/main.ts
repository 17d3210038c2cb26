import { Inventory } from './inventory.ts';

const inventory = new Inventory(async (sku) => (sku === 'lamp' ? 2 : 5));

const deliveries = [
  { sku: 'lamp', counted: true },
  { sku: 'desk', counted: false },
  { sku: 'lamp', counted: false },
];
await Promise.all(deliveries.map(({ sku, counted }) => inventory.receive(sku, counted ? 10 : undefined)));
console.log(inventory.total);
