/** Every template, in the order in which they are offered. */
import { k1Points } from './k1-points.ts';
import { k2Tiers } from './k2-tiers.ts';
import { k3PaidVip } from './k3-paid-vip.ts';
import { k4Cashback } from './k4-cashback.ts';
import { k5Referral } from './k5-referral.ts';
import { p1CoffeeBar } from './p1-coffee-bar.ts';
import { p2FreeSample } from './p2-free-sample.ts';
import { p3Fashion } from './p3-fashion.ts';
import { p4Retail } from './p4-retail.ts';
import { p5BicycleShop } from './p5-bicycle-shop.ts';
import { p6Bakery } from './p6-bakery.ts';
import { p7Stars } from './p7-stars.ts';
import { p8Beauty } from './p8-beauty.ts';
import { p9Family } from './p9-family.ts';
import { p10Club } from './p10-club.ts';
import { p11Marketplace } from './p11-marketplace.ts';
import { p12Espresso } from './p12-espresso.ts';
import { p13ServiceClub } from './p13-service-club.ts';
import { p14Gym } from './p14-gym.ts';
import { p15Choose } from './p15-choose.ts';
import { p16Charity } from './p16-charity.ts';
import { p17Hotel } from './p17-hotel.ts';
import { p18Campaigns } from './p18-campaigns.ts';
import { p19Grocery } from './p19-grocery.ts';
import { p20Milestones } from './p20-milestones.ts';
import { p21PunchCard } from './p21-punch-card.ts';
import { p22PersonalTrainer } from './p22-personal-trainer.ts';
import { p23Hybrid } from './p23-hybrid.ts';
import { p24Feedback } from './p24-feedback.ts';
import { p25Social } from './p25-social.ts';
import type { Template } from './template.ts';

export const templates: readonly Template[] = [
  k1Points,
  k2Tiers,
  k3PaidVip,
  k4Cashback,
  k5Referral,
  p1CoffeeBar,
  p2FreeSample,
  p3Fashion,
  p4Retail,
  p5BicycleShop,
  p6Bakery,
  p7Stars,
  p8Beauty,
  p9Family,
  p10Club,
  p11Marketplace,
  p12Espresso,
  p13ServiceClub,
  p14Gym,
  p15Choose,
  p16Charity,
  p17Hotel,
  p18Campaigns,
  p19Grocery,
  p20Milestones,
  p21PunchCard,
  p22PersonalTrainer,
  p23Hybrid,
  p24Feedback,
  p25Social,
];

export function findTemplate(id: string): Template | null {
  return templates.find((template) => template.id === id) ?? null;
}
