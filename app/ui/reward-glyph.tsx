import { Icon, type IconProps } from '@shopify/polaris';
import {
  CalendarIcon,
  CashDollarIcon,
  DeliveryIcon,
  DiscountIcon,
  GiftCardIcon,
  HeartIcon,
  KeyIcon,
  PersonIcon,
  ProductIcon,
  RewardIcon,
  StarIcon,
} from '@shopify/polaris-icons';
import type { Reward } from '../program/rewards/reward.ts';

const glyphs: Record<Reward['kind'], IconProps['source']> = {
  amount_off: DiscountIcon,
  percentage_off: DiscountIcon,
  amount_chosen: DiscountIcon,
  free_shipping: DeliveryIcon,
  free_product: ProductIcon,
  members_price: DiscountIcon,
  gift_card: GiftCardIcon,
  store_credit: CashDollarIcon,
  donation: HeartIcon,
  early_access: KeyIcon,
  event_invitation: CalendarIcon,
  priority_support: PersonIcon,
  service: StarIcon,
  badge: RewardIcon,
};

/** What kind of reward it is, at a glance. Decoration: its title stands beside it. */
export function RewardGlyph({ kind }: { kind: Reward['kind'] }) {
  return (
    <span className="regulars-preview-glyph" aria-hidden="true">
      <Icon source={glyphs[kind]} />
    </span>
  );
}
