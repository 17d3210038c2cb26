import Fastify from 'fastify';

interface Session {
  readonly user: string;
  readonly credit: number;
}

const sessions = new Map<string, Session>();
const app = Fastify();

async function quote(item: string): Promise<number> {
  const response = await fetch(`https://prices.example/${item}`);
  const { price } = (await response.json()) as { price: number };
  return price;
}

app.post<{ Params: { id: string; item: string } }>('/sessions/:id/buy/:item', async (request, reply) => {
  const { id, item } = request.params;
  const session = sessions.get(id);
  if (session === undefined) {
    return reply.code(404).send();
  }
  const price = await quote(item);
  if (session.credit < price) {
    return reply.code(402).send();
  }
  sessions.set(id, { ...session, credit: session.credit - price }); //~ race-across-await
  return { left: session.credit - price };
});

await app.listen({ port: 8080 });
