/**
 * One order of five lines through a program of twenty rules: ten that give a fixed number by the order's total, its channel and
 * the member's level, ten that give points per amount for certain products. The same rules in json-rules-engine and
 * zen-engine; each side has to come to the same points before it is measured.
 */
import { ZenEngine } from '@gorules/zen-engine';
import { Engine } from 'json-rules-engine';
import { makeProgram, type Program, type ProgramInput } from '../../app/program/document.ts';
import { defaultProgram } from '../../app/program/default-program.ts';
import { evaluate } from '../../app/program/evaluate.ts';
import type { OrderEvent } from '../../app/program/events.ts';
import type { MemberFacts } from '../../app/program/member-state.ts';
import { interleave, median, pairRatio, perSecond } from '../kit/figures.ts';
import { atLeast, type BenchRow } from '../kit/row.ts';

const ROUND_MS = 1_000;
const FIXED = Array.from({ length: 10 }, (_, index) => ({
  id: `fixed_${index}`,
  minMinor: 10_000 * index,
  points: 10 + index,
  /** Even ones ask for the channel, odd ones for the level. */
  isOfChannel: index % 2 === 0,
}));
const BY_PRODUCT = Array.from({ length: 10 }, (_, index) => ({
  id: `product_${index}`,
  productId: String(100 + index),
  pointsPerUnit: 1 + index,
}));

const order: OrderEvent = {
  kind: 'order',
  orderId: '1',
  currencyCode: 'DKK',
  at: { date: '2026-11-21', minute: 600 },
  channel: 'web',
  lines: Array.from({ length: 5 }, (_, index) => ({
    lineId: String(index),
    productId: String(100 + index * 2),
    quantity: 1 + index,
    amountMinor: 12_345 + 1_111 * index,
    giftCard: false,
    tip: false,
  })),
};
const member: MemberFacts = { status: 'active', tierId: 'gold' };
const totalMinor = order.lines.reduce((sum, line) => sum + line.amountMinor, 0);

function program(): Program {
  const rules: ProgramInput['rules'] = [
    ...FIXED.map(({ id, minMinor, points, isOfChannel }) => ({
      id,
      kind: 'order_fixed' as const,
      enabled: true,
      points,
      when: [
        { kind: 'order_total' as const, minMinor },
        isOfChannel
          ? { kind: 'channel' as const, channels: ['web'] }
          : { kind: 'tier' as const, tierIds: ['gold', 'platinum'] },
      ],
    })),
    ...BY_PRODUCT.map(({ id, productId, pointsPerUnit }) => ({
      id,
      kind: 'order_amount' as const,
      enabled: true,
      excludeGiftCards: true,
      unitMinor: 100,
      pointsPerUnit,
      when: [{ kind: 'products' as const, productIds: [productId] }],
    })),
  ];
  const level = (id: string, threshold: number) => ({ id, threshold, name: { en: id } });
  return makeProgram({
    ...defaultProgram('DKK'),
    rules,
    tiers: { measure: 'spend', window: { kind: 'lifetime' }, levels: [level('gold', 1), level('platinum', 2)] },
  });
}

function jsonRulesEngine(): () => Promise<number> {
  const engine = new Engine();
  for (const { id, minMinor, points, isOfChannel } of FIXED) {
    engine.addRule({
      name: id,
      conditions: {
        all: [
          { fact: 'totalMinor', operator: 'greaterThanInclusive', value: minMinor },
          isOfChannel
            ? { fact: 'channel', operator: 'in', value: ['web'] }
            : { fact: 'tierId', operator: 'in', value: ['gold', 'platinum'] },
        ],
      },
      event: { type: 'fixed', params: { points } },
    });
  }
  for (const { id, productId, pointsPerUnit } of BY_PRODUCT) {
    engine.addRule({
      name: id,
      conditions: { all: [{ fact: 'productIds', operator: 'contains', value: productId }] },
      event: { type: 'by_product', params: { productId, pointsPerUnit } },
    });
  }
  return async () => {
    const { events } = await engine.run({
      totalMinor,
      channel: order.channel ?? '',
      tierId: member.tierId ?? '',
      productIds: order.lines.map((line) => line.productId ?? ''),
    });
    let sum = 0;
    for (const { type, params } of events) {
      if (type === 'fixed') {
        sum += Number(params?.points);
        continue;
      }
      // It has no arithmetic of its own.
      const amountMinor = order.lines.reduce(
        (total, line) => (line.productId === params?.productId ? total + line.amountMinor : total),
        0,
      );
      sum += Math.floor((amountMinor * Number(params?.pointsPerUnit)) / 100);
    }
    return sum;
  };
}

function zenEngine(): () => Promise<number> {
  const table = {
    hitPolicy: 'collect',
    inputs: [
      { id: 'i_total', name: 'total', field: 'totalMinor' },
      { id: 'i_channel', name: 'channel', field: 'channel' },
      { id: 'i_tier', name: 'tier', field: 'tierId' },
      { id: 'i_products', name: 'products', field: 'productIds' },
    ],
    outputs: [{ id: 'o_points', name: 'points', field: 'points' }],
    rules: [
      ...FIXED.map(({ id, minMinor, points, isOfChannel }) => ({
        _id: id,
        i_total: `>= ${minMinor}`,
        i_channel: isOfChannel ? '"web"' : '',
        i_tier: isOfChannel ? '' : '"gold", "platinum"',
        i_products: '',
        o_points: String(points),
      })),
      ...BY_PRODUCT.map(({ id, productId, pointsPerUnit }) => ({
        _id: id,
        i_total: '',
        i_channel: '',
        i_tier: '',
        i_products: `some($, # == "${productId}")`,
        o_points: `floor(sum(map(filter(lines, #.productId == "${productId}"), #.amountMinor)) * ${pointsPerUnit} / 100)`,
      })),
    ],
  };
  const decision = new ZenEngine().createDecision({
    nodes: [
      { id: 'in', name: 'in', type: 'inputNode', position: { x: 0, y: 0 } },
      { id: 'table', name: 'table', type: 'decisionTableNode', position: { x: 1, y: 0 }, content: table },
      { id: 'out', name: 'out', type: 'outputNode', position: { x: 2, y: 0 } },
    ],
    edges: [
      { id: 'a', sourceId: 'in', targetId: 'table', type: 'edge' },
      { id: 'b', sourceId: 'table', targetId: 'out', type: 'edge' },
    ],
  });
  const lines = order.lines.map(({ productId, amountMinor }) => ({ productId, amountMinor }));
  return async () => {
    const { result } = await decision.evaluate({
      totalMinor,
      channel: order.channel,
      tierId: member.tierId,
      productIds: order.lines.map((line) => line.productId),
      lines,
    });
    const found: { points: number }[] = Array.isArray(result) ? result : [];
    return found.reduce((sum, { points }) => sum + points, 0);
  };
}

/** How often `once` can be done in a second. */
async function rate(once: () => number | Promise<number>): Promise<number> {
  const startedAt = performance.now();
  let done = 0;
  while (performance.now() - startedAt < ROUND_MS) {
    for (let time = 0; time < 50; time++) await once();
    done += 50;
  }
  return done / ((performance.now() - startedAt) / 1000);
}

export const engine: BenchRow = {
  name: 'engine',
  what: 'one order of 5 lines evaluated against a program of 20 rules, each award with its reason',
  async run(context) {
    const document = program();
    const ours = () => evaluate(order, member, document).awards.reduce((sum, award) => sum + award.points, 0);
    const others = { 'json-rules-engine': jsonRulesEngine(), 'zen-engine': zenEngine() };
    const expected = ours();
    for (const [name, once] of Object.entries(others)) {
      const points = await once();
      if (points !== expected) throw new Error(`${name} gives ${points} points where ours gives ${expected}.`);
    }
    const rates = await interleave(
      {
        ours: () => rate(ours),
        'json-rules-engine': () => rate(others['json-rules-engine']),
        'zen-engine': () => rate(others['zen-engine']),
      },
      context.rounds,
    );
    return {
      measures: (['json-rules-engine', 'zen-engine'] as const).map((name) =>
        atLeast(10, {
          against: name,
          ours: perSecond(median(rates.ours)),
          theirs: perSecond(median(rates[name])),
          ratio: pairRatio(rates.ours, rates[name]),
        }),
      ),
      notes: [`all sides give ${expected} points`],
    };
  },
};
