import { points } from './loyalty.ts';
import { Loyalty } from './loyalty.ts';

const loyalty = new Loyalty();
await Promise.all([loyalty.purchase('eva', 20), loyalty.purchase('eva', 5)]);
console.log(await points('eva'));
