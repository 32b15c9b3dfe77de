import type { CSSProperties } from 'react';
import { describeReferral } from '../i18n/describe-goals.ts';
import { describeRule } from '../i18n/describe-rules.ts';
import { asSentence, type DescribeContext } from '../i18n/describe.ts';
import { say, sayPoints } from '../i18n/explain.ts';
import type { Locale } from '../lib/locales.ts';
import { readableOn } from '../lib/contrast.ts';
import { formatMoney } from '../lib/money.ts';
import { compileProgram } from '../program/compile.ts';
import type { Program } from '../program/document.ts';
import type { ProgramEvent } from '../program/events.ts';
import { noBudgets } from '../program/member-state.ts';
import { isForSale } from '../program/rewards/availability.ts';
import type { Reward } from '../program/rewards/reward.ts';
import { textIn } from '../program/text.ts';
import type { Showcase } from '../shopify/showcase.server.ts';
import { PreviewCampaigns, PreviewCards } from './preview-cards.tsx';
import { ProgramIcon } from './program-icon.tsx';
import { RewardGlyph } from './reward-glyph.tsx';

export type PreviewViewer = 'member' | 'visitor';

export interface StorefrontPanelProps {
  program: Program;
  /** The price of the example, in minor units. */
  exampleMinor: number;
  language: Locale;
  viewer: PreviewViewer;
  /** By the shop's calendar: which campaigns run. */
  today: string;
  /** What the shop sells; null while or where it is not known. */
  product: Showcase['product'];
}

const WAYS_SHOWN = 6;
/** What a shop's color is while nobody has chosen one and the theme is not here. */
export const PREVIEW_COLOR = '#1f5f4a';

/** A product with its points, and the panel as a member sees it after joining and one order, or as a visitor does. */
export function StorefrontPanel({ program, exampleMinor, language, viewer, today, product }: StorefrontPanelProps) {
  const context: DescribeContext = { locale: language, program };
  const { orderPoints, signupPoints } = exampleBalance(program, exampleMinor);
  const balance = orderPoints + signupPoints;
  const worth = (points: number) =>
    program.style === 'cashback'
      ? formatMoney(points, program.currencyCode, language)
      : sayPoints(points, { locale: language, pointName: program.pointName[language] });
  const rewards = program.rewards.filter(isForSale).sort((a, b) => a.costPoints - b.costPoints);
  const ways = program.rules.filter(({ enabled }) => enabled);
  const accent = program.accentColor ?? PREVIEW_COLOR;
  const { price, pricePoints } = product
    ? { price: product.priceMinor, pricePoints: exampleBalance(program, product.priceMinor).orderPoints }
    : { price: exampleMinor, pricePoints: orderPoints };
  const colors = { '--accent': accent, '--on-accent': readableOn(accent) } as CSSProperties;
  return (
    <div className="regulars-preview" lang={language} style={colors}>
      {pricePoints > 0 && (
        <div className="regulars-preview-product">
          {product ? (
            <img className="regulars-preview-photo" src={product.imageUrl} alt="" width={64} height={64} />
          ) : (
            <span className="regulars-preview-photo" aria-hidden="true" />
          )}
          <div>
            <span className="regulars-preview-name">{product?.title}</span>
            <strong>{formatMoney(price, program.currencyCode, language)}</strong>
            <span className="regulars-preview-earn">
              <ProgramIcon icon={program.icon} size={16} />
              {say('preview_product', { points: worth(pricePoints) }, language)}
            </span>
          </div>
        </div>
      )}
      <div className="regulars-preview-panel">
        {viewer === 'member' ? (
          <div className="regulars-preview-balance">
            <span>{say('preview_balance', {}, language)}</span>
            <strong>
              <ProgramIcon icon={program.icon} size={22} />
              {worth(balance)}
            </strong>
          </div>
        ) : (
          <div className="regulars-preview-balance">
            <strong>{say('preview_visitor', {}, language)}</strong>
            <span>{say(promises[program.style], {}, language)}</span>
            {signupPoints > 0 && <span>{say('preview_gift', { points: worth(signupPoints) }, language)}</span>}
            <span className="regulars-preview-join">{say('preview_join', {}, language)}</span>
          </div>
        )}
        <PreviewCampaigns program={program} context={context} today={today} />
        {rewards.length > 0 && <h3>{say('preview_rewards', {}, language)}</h3>}
        <ul>
          {rewards.map((reward) => (
            <PreviewReward
              key={reward.id}
              reward={reward}
              language={language}
              cost={worth(reward.costPoints)}
              missing={
                viewer === 'member' && balance < reward.costPoints
                  ? say('preview_missing', { points: worth(reward.costPoints - balance) }, language)
                  : null
              }
              isReady={viewer === 'member' && balance >= reward.costPoints}
            />
          ))}
        </ul>
        <PreviewCards program={program} context={context} viewer={viewer} />
        {(ways.length > 0 || program.referral?.enabled) && (
          <div className="regulars-preview-ways">
            <h3>{say('preview_ways', {}, language)}</h3>
            {ways.slice(0, WAYS_SHOWN).map((rule) => (
              <p key={rule.id}>{asSentence(describeRule(rule, context), context)}</p>
            ))}
            {program.referral?.enabled && <p>{describeReferral(program.referral, context)}</p>}
          </div>
        )}
      </div>
      <span className="regulars-preview-launcher">
        <ProgramIcon icon={program.icon} size={18} />
        {viewer === 'member' ? worth(balance) : say('preview_launcher', {}, language)}
      </span>
    </div>
  );
}

const promises = {
  points: 'preview_promise',
  stamps: 'preview_promise_stamps',
  cashback: 'preview_promise_cashback',
} as const;

interface PreviewRewardProps {
  reward: Reward;
  language: Locale;
  cost: string;
  /** What is still to go; null where that is not the question. */
  missing: string | null;
  isReady: boolean;
}

function PreviewReward({ reward, language, cost, missing, isReady }: PreviewRewardProps) {
  return (
    <li>
      <RewardGlyph kind={reward.kind} />
      <div>
        <span>{textIn(reward.title, language)}</span>
        <small>{cost}</small>
      </div>
      {isReady && <span className="regulars-preview-redeem">{say('preview_ready', {}, language)}</span>}
      {missing !== null && <small>{missing}</small>}
    </li>
  );
}

/** What joining and one order of this size bring, by the engine itself. */
function exampleBalance(program: Program, amountMinor: number): { orderPoints: number; signupPoints: number } {
  const { evaluate } = compileProgram(program);
  // A day without a happy hour's or a campaign's luck, if there is one.
  const at = { date: '2026-01-13', minute: 10 * 60 };
  const earn = (event: ProgramEvent) =>
    evaluate(event, { status: 'active', joinedOn: at.date }, noBudgets).awards.reduce(
      (sum, { points }) => sum + points,
      0,
    );
  const orderPoints = earn({
    kind: 'order',
    orderId: '1',
    currencyCode: program.currencyCode,
    at,
    lines: [{ lineId: '1', productId: null, quantity: 1, amountMinor, giftCard: false, tip: false }],
  });
  return { orderPoints, signupPoints: earn({ kind: 'signup', at }) };
}
