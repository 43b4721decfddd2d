/** The cookies are read by the server, so that the first paint has the right colours and density already. */
function remember(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
  document.cookie = `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax`;
}

export function switchTheme(): void {
  const root = document.documentElement;
  const dark =
    root.dataset.theme === 'dark' ||
    (root.dataset.theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.theme = dark ? 'light' : 'dark';
  remember('sluice_theme', root.dataset.theme);
  document.dispatchEvent(new Event('sluice:theme'));
}

export function switchDensity(): void {
  const root = document.documentElement;
  root.dataset.density = root.dataset.density === 'compact' ? 'comfortable' : 'compact';
  remember('sluice_density', root.dataset.density);
}

export function switchKiosk(): void {
  const url = new URL(location.href);
  if (url.searchParams.has('kiosk')) url.searchParams.delete('kiosk');
  else url.searchParams.set('kiosk', '');
  location.assign(url);
}
