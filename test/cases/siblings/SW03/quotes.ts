export async function quote(sku: string): Promise<number> {
  const response = await fetch(`https://prices.example/${encodeURIComponent(sku)}`);
  return Number(await response.text());
}
