/** The mutation root. Each mutation lives with its subject; the world decides, this only hands over. */
import { parseGid } from '#sandbox/world/gid.ts';
import { requireScope } from '../access.ts';
import type { Answer, ApiContext, Args } from '../context.ts';
import { notImplemented, requiredText, textsOf } from '../context.ts';
import { appMutations } from './apps.ts';
import { bulkMutations } from './bulk.ts';
import { consentMutations } from './consent.ts';
import { creditMutations } from './credits.ts';
import { customerMutations } from './customers.ts';
import { discountMutations } from './discount-mutations.ts';
import { flowMutations } from './flow.ts';
import { giftCardMutations } from './gift-cards.ts';
import { metafieldMutations, standardDefinitionMutations } from './metafields.ts';
import { nodeByGid } from './nodes.ts';
import { segmentMutations } from './segments.ts';
import { subscriptionMutations } from './subscriptions.ts';
import { refused, userErrors } from './user-errors.ts';

type Mutation = (context: ApiContext, args: Args) => Answer;

function tagMutation(name: 'tagsAdd' | 'tagsRemove'): Mutation {
  const payload = name === 'tagsAdd' ? 'TagsAddPayload' : 'TagsRemovePayload';
  return (context, args) => {
    const gid = requiredText(args, 'id');
    const target = parseGid(gid);
    const tags = textsOf(args, 'tags')
      .flatMap((text) => text.split(',').map((tag) => tag.trim()))
      .filter(Boolean);
    const { customers, orders, catalog } = context.world;
    const changed = (had: string[]): string[] =>
      name === 'tagsAdd'
        ? [...new Set([...had, ...tags])]
        : had.filter((tag) => !tags.some((gone) => gone.toLowerCase() === tag.toLowerCase()));
    if (target?.type === 'Customer') requireScope(context.granted, 'write_customers', name);
    else if (target?.type === 'Order') requireScope(context.granted, 'write_orders', name);
    else if (target?.type === 'Product') requireScope(context.granted, 'write_products', name);
    else throw notImplemented(`${name} on ${target?.type ?? gid}`);
    if (!nodeByGid(context, gid)) {
      return refused(payload, { node: null }, [{ field: ['id'], message: `${target.type} does not exist` }]);
    }
    return userErrors(payload, { node: null }, [], () => {
      if (target.type === 'Customer') {
        if (name === 'tagsAdd') customers.addTags(target.id, tags);
        else customers.removeTags(target.id, tags);
      } else if (target.type === 'Order') {
        orders.update(target.id, { tags: changed(orders.get(target.id)?.tags ?? []) });
      } else catalog.updateProduct(target.id, { tags: changed(catalog.product(target.id)?.tags ?? []) });
      return { node: nodeByGid(context, gid) };
    });
  };
}

const MUTATIONS: Record<string, Mutation> = {
  ...appMutations,
  ...bulkMutations,
  ...consentMutations,
  ...creditMutations,
  ...customerMutations,
  ...discountMutations,
  ...flowMutations,
  ...giftCardMutations,
  ...metafieldMutations,
  ...segmentMutations,
  ...standardDefinitionMutations,
  ...subscriptionMutations,
  tagsAdd: tagMutation('tagsAdd'),
  tagsRemove: tagMutation('tagsRemove'),
};

export function mutationRoot(context: ApiContext): Answer {
  const root: Answer = { __typename: 'Mutation' };
  for (const [name, run] of Object.entries(MUTATIONS)) root[name] = (args: Args) => run(context, args);
  return root;
}
