// The address of the page is no memory: writing it leaves the page.
export async function signIn(options: { callbackUrl?: string }, post: (url: string) => Promise<{ url?: string }>) {
  const { callbackUrl = window.location.href } = options;
  const data = await post(callbackUrl);
  window.location.href = data.url ?? callbackUrl;
}
