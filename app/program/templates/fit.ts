/** For whom a template is: what the shop sells and what it wants. Proposals, no rule: every template works for every shop. Pure. */
export const sells = ['fashion', 'beauty', 'food', 'home', 'sport', 'service'] as const;
export type Sells = (typeof sells)[number];

export const wants = ['return', 'spend', 'friends', 'club', 'voice'] as const;
export type Wants = (typeof wants)[number];

interface Fit {
  sells: readonly Sells[] | 'anything';
  wants: readonly Wants[];
}

const fits: Record<string, Fit> = {
  k1: { sells: 'anything', wants: ['return', 'spend'] },
  k2: { sells: 'anything', wants: ['spend', 'club'] },
  k3: { sells: 'anything', wants: ['club', 'spend'] },
  k4: { sells: 'anything', wants: ['return', 'spend'] },
  k5: { sells: 'anything', wants: ['friends'] },
  p1: { sells: ['food'], wants: ['return'] },
  p2: { sells: ['beauty', 'food'], wants: ['return'] },
  p3: { sells: ['fashion'], wants: ['return', 'club'] },
  p4: { sells: ['fashion', 'home', 'food', 'beauty'], wants: ['return', 'spend'] },
  p5: { sells: ['sport', 'service', 'home'], wants: ['spend', 'return'] },
  p6: { sells: ['food', 'home'], wants: ['return'] },
  p7: { sells: ['food'], wants: ['return', 'club'] },
  p8: { sells: ['beauty', 'fashion'], wants: ['spend', 'club'] },
  p9: { sells: ['home'], wants: ['return', 'club'] },
  p10: { sells: ['fashion', 'home'], wants: ['club'] },
  p11: { sells: ['fashion', 'home', 'sport', 'beauty'], wants: ['spend'] },
  p12: { sells: ['food'], wants: ['return'] },
  p13: { sells: ['service', 'home'], wants: ['club', 'return'] },
  p14: { sells: ['sport'], wants: ['return', 'voice'] },
  p15: { sells: 'anything', wants: ['return'] },
  p16: { sells: 'anything', wants: ['club', 'voice'] },
  p17: { sells: ['service'], wants: ['return', 'club'] },
  p18: { sells: ['fashion', 'beauty', 'home', 'sport'], wants: ['spend', 'return'] },
  p19: { sells: ['food', 'home'], wants: ['return', 'spend'] },
  p20: { sells: 'anything', wants: ['spend'] },
  p21: { sells: ['service', 'food', 'beauty'], wants: ['return'] },
  p22: { sells: ['sport', 'service'], wants: ['return', 'voice'] },
  p23: { sells: 'anything', wants: ['return', 'spend', 'friends', 'club'] },
  p24: { sells: 'anything', wants: ['voice'] },
  p25: { sells: ['fashion', 'beauty', 'sport', 'food'], wants: ['voice', 'friends'] },
};

/** Whether a template is for a shop that sells and wants this; null asks nothing. */
export function suits(templateId: string, sold: Sells | null, wanted: Wants | null): boolean {
  const fit = fits[templateId];
  if (!fit) return sold === null && wanted === null;
  const isSold = sold === null || fit.sells === 'anything' || fit.sells.includes(sold);
  return isSold && (wanted === null || fit.wants.includes(wanted));
}

/** Whether a template was made for just these goods, and not for any. */
export function isMadeFor(templateId: string, sold: Sells): boolean {
  const fit = fits[templateId];
  return fit !== undefined && fit.sells !== 'anything' && fit.sells.includes(sold);
}
