/** The color that the merchant chose for the program, and the one of a block, which comes before it. */
import { expect, it } from 'vitest';
import { program, renderBlock } from './render-block.ts';

const own = { ...program, accentColor: '#d9a441' };

it.each(['launcher', 'balance', 'product-points'] as const)(
  'The %s takes the color of the program, and a color of its own before that',
  (handle) => {
    const globals =
      handle === 'product-points'
        ? {
            product: {
              selected_or_first_available_variant: { id: 1, price: 8950 },
              price_min: 8950,
              price_max: 8950,
              variants: [{ id: 1, price: 8950 }],
            },
          }
        : {};
    const chosen = renderBlock(handle, { program: own, globals });
    const ofBlock = renderBlock(handle, { program: own, globals, settings: { color_accent: '#123456' } });
    const plain = renderBlock(handle, { program, globals });
    expect(chosen).toContain('--rg-accent:#d9a441');
    expect(ofBlock).not.toContain('#d9a441');
    expect(plain).not.toContain('--rg-accent:#');
  },
);
