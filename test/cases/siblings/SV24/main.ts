import Fastify from 'fastify';

interface Session {
  readonly user: string;
  readonly credit: number;
}

const sessions = new Map<string, Session>();
const app = Fastify();

function spend(id: string, price: number): number | undefined {
  const session = sessions.get(id);
  if (session === undefined || session.credit < price) return undefined;
  const credit = session.credit - price;
  sessions.set(id, { ...session, credit });
  return credit;
}

app.post<{ Params: { id: string; item: string } }>('/sessions/:id/buy/:item', async (request, reply) => {
  const { id, item } = request.params;
  if (!sessions.has(id)) return reply.code(404).send();
  const response = await fetch(`https://prices.example/${item}`);
  const { price } = (await response.json()) as { price: number };
  const left = spend(id, price);
  if (left === undefined) return reply.code(402).send();
  return { left };
});

await app.listen({ port: 8080 });
