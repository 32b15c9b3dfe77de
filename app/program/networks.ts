/** The networks on which members share and follow, and where a share begins. Pure. */

export const networks = ['facebook', 'instagram', 'tiktok', 'x', 'pinterest', 'youtube', 'whatsapp', 'email'] as const;
export type Network = (typeof networks)[number];

export function isNetwork(name: string): name is Network {
  return networks.some((network) => network === name);
}

/** As they write themselves. */
const names: Record<Network, string> = {
  facebook: 'Facebook',
  instagram: 'Instagram',
  tiktok: 'TikTok',
  x: 'X',
  pinterest: 'Pinterest',
  youtube: 'YouTube',
  whatsapp: 'WhatsApp',
  email: 'E-mail',
};

/** What shoppers call a network; places and events have the merchant's own names, which stay. */
export function networkName(name: string): string {
  return isNetwork(name) ? names[name] : name;
}

/** The address at which a network lets people share a page; the page itself where the network has no such address. */
export function shareAddress(network: string, pageUrl: string): string {
  const page = encodeURIComponent(pageUrl);
  switch (network) {
    case 'facebook':
      return `https://www.facebook.com/sharer/sharer.php?u=${page}`;
    case 'x':
      return `https://x.com/intent/post?url=${page}`;
    case 'pinterest':
      return `https://www.pinterest.com/pin/create/button/?url=${page}`;
    case 'whatsapp':
      return `https://wa.me/?text=${page}`;
    case 'email':
      return `mailto:?body=${page}`;
    default:
      return pageUrl;
  }
}
