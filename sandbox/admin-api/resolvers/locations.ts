/** The shop's only location: where the point of sale stands. */
import { toGid } from '#sandbox/world/gid.ts';
import { connection } from '../connection.ts';
import type { Answer, ApiContext, Args } from '../context.ts';

export function locationAnswer(context: ApiContext): Answer {
  const shop = context.world.shop.get();
  const { address } = shop;
  return {
    __typename: 'Location',
    id: toGid('Location', address.id),
    legacyResourceId: String(address.id),
    name: address.address1 ?? shop.name,
    isActive: true,
    isPrimary: true,
    fulfillsOnlineOrders: true,
    shipsInventory: true,
    address: {
      __typename: 'LocationAddress',
      address1: address.address1,
      address2: address.address2,
      city: address.city,
      country: address.country,
      countryCode: address.countryCode,
      formatted: [address.address1, `${address.zip ?? ''} ${address.city ?? ''}`.trim(), address.country].filter(
        Boolean,
      ),
      phone: address.phone,
      province: address.province,
      provinceCode: address.provinceCode,
      zip: address.zip,
    },
    createdAt: shop.createdAt,
    updatedAt: shop.updatedAt,
  };
}

export function locationsConnection(context: ApiContext, args: Args): Answer {
  return connection(args, [context.world.shop.get().address.id], {
    typeName: 'Location',
    id: (id) => id,
    node: () => locationAnswer(context),
  });
}
