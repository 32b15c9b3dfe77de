/** Every scenario, by the template that it plays. */
import { k1 } from './rows/k1.ts';
import { k2 } from './rows/k2.ts';
import { k3 } from './rows/k3.ts';
import { k4 } from './rows/k4.ts';
import { k5 } from './rows/k5.ts';
import { p1 } from './rows/p1.ts';
import { p2 } from './rows/p2.ts';
import { p3 } from './rows/p3.ts';
import { p4 } from './rows/p4.ts';
import { p5 } from './rows/p5.ts';
import { p6 } from './rows/p6.ts';
import { p7 } from './rows/p7.ts';
import { p8 } from './rows/p8.ts';
import { p9 } from './rows/p9.ts';
import { p10 } from './rows/p10.ts';
import { p11 } from './rows/p11.ts';
import { p12 } from './rows/p12.ts';
import { p13 } from './rows/p13.ts';
import { p14 } from './rows/p14.ts';
import { p15 } from './rows/p15.ts';
import { p16 } from './rows/p16.ts';
import { p17 } from './rows/p17.ts';
import { p18 } from './rows/p18.ts';
import { p19 } from './rows/p19.ts';
import { p20 } from './rows/p20.ts';
import { p21 } from './rows/p21.ts';
import { p22 } from './rows/p22.ts';
import { p23 } from './rows/p23.ts';
import { p24 } from './rows/p24.ts';
import { p25 } from './rows/p25.ts';
import type { Scenario } from './scenario.ts';

export const scenarios: readonly Scenario[] = [
  k1,
  k2,
  k3,
  k4,
  k5,
  p1,
  p2,
  p3,
  p4,
  p5,
  p6,
  p7,
  p8,
  p9,
  p10,
  p11,
  p12,
  p13,
  p14,
  p15,
  p16,
  p17,
  p18,
  p19,
  p20,
  p21,
  p22,
  p23,
  p24,
  p25,
];
