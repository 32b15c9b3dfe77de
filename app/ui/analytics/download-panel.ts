/** Saves a panel as a file. The embedded app has no cookies: the file is asked for with the session token, then handed over. */
export async function downloadPanel(panelId: string, periodQuery: string): Promise<void> {
  const query = new URLSearchParams(periodQuery);
  query.set('panel', panelId);
  // App Bridge adds the session token to what is fetched from the app's own address.
  const response = await fetch(`/app/analytics-file?${query}`);
  if (!response.ok) throw new Error(`The file was answered with ${response.status}.`);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] ?? `${panelId}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}
