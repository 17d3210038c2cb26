import { OrderService } from './orders.ts';
import { StockService } from './stock.ts';

const stock = new StockService();
const orders = new OrderService(stock);
stock.onRestock((sku) => orders.retry(sku));
await Promise.all([orders.place('lamp'), stock.restock('lamp')]);
console.log('settled');
