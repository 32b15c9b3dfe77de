/** Customer segments: reading, members, and the mutations. */
import { GraphQLError } from 'graphql';
import { toGid } from '#sandbox/world/gid.ts';
import { WorldRefusal } from '#sandbox/world/refusal.ts';
import type { Customer, Segment } from '#sandbox/world/types.ts';
import { connection } from '../connection.ts';
import type { Answer, ApiContext, Args } from '../context.ts';
import { idFromGid, idOrNull, requiredText, textOf, textsOf } from '../context.ts';
import { searchFilter } from '../search.ts';
import { customerAnswer } from './customers.ts';
import { refused, userErrors } from './user-errors.ts';

export function segmentAnswer(segment: Segment): Answer {
  return {
    __typename: 'Segment',
    id: toGid('Segment', segment.id),
    name: segment.name,
    query: segment.query,
    creationDate: segment.createdAt,
    lastEditDate: segment.updatedAt,
  };
}

export function segmentsConnection(context: ApiContext, args: Args): Answer {
  const matching = context.world.segments.list().filter(
    searchFilter(textOf(args, 'query'), {
      list: 'segments',
      nowMs: () => context.world.clock.nowMs(),
      text: (segment) => segment.name,
      fields: {
        id: { kind: 'id', value: (segment) => segment.id },
        name: { kind: 'text', value: (segment) => segment.name },
      },
    }),
  );
  return connection(args, matching, { typeName: 'Segment', id: (segment) => segment.id, node: segmentAnswer });
}

function memberAnswer(context: ApiContext, customer: Customer): Answer {
  return {
    ...customerAnswer(context, customer),
    __typename: 'CustomerSegmentMember',
    id: toGid('CustomerSegmentMember', customer.id),
    lastOrderId: () => {
      const { lastOrderId } = context.world.customers.statistics(customer.id);
      return lastOrderId === null ? null : toGid('Order', lastOrderId);
    },
  };
}

export function segmentMembers(context: ApiContext, args: Args): Answer {
  const gid = textOf(args, 'segmentId');
  const segment = gid === undefined ? null : context.world.segments.get(idFromGid(gid, 'Segment'));
  if (gid !== undefined && !segment) throw new GraphQLError('Segment does not exist');
  const query = segment?.query ?? textOf(args, 'query');
  if (query === undefined) throw new GraphQLError('One of segmentId, query or queryId must be provided');
  try {
    return connection(args, context.world.segments.members(query), {
      typeName: 'CustomerSegmentMember',
      id: (customer) => customer.id,
      node: (customer) => memberAnswer(context, customer),
    });
  } catch (error) {
    if (error instanceof WorldRefusal) throw new GraphQLError(error.message, { originalError: null });
    throw error;
  }
}

export function segmentMembership(context: ApiContext, args: Args): Answer {
  const customer = context.world.customers.get(idFromGid(requiredText(args, 'customerId'), 'Customer'));
  return {
    __typename: 'SegmentMembershipResponse',
    memberships: textsOf(args, 'segmentIds').map((gid) => ({
      __typename: 'SegmentMembership',
      segmentId: gid,
      isMember: customer !== null && context.world.segments.isMember(idFromGid(gid, 'Segment'), customer),
    })),
  };
}

export const segmentMutations = {
  segmentCreate: (context: ApiContext, args: Args): Answer =>
    userErrors('SegmentCreatePayload', { segment: null }, [], () => ({
      segment: segmentAnswer(
        context.world.segments.create({ name: requiredText(args, 'name'), query: requiredText(args, 'query') }),
      ),
    })),

  segmentUpdate: (context: ApiContext, args: Args): Answer => {
    const id = idOrNull(requiredText(args, 'id'), 'Segment');
    if (id === null) return unknown('SegmentUpdatePayload', { segment: null });
    const name = textOf(args, 'name');
    const query = textOf(args, 'query');
    const changes = { ...(name === undefined ? {} : { name }), ...(query === undefined ? {} : { query }) };
    return userErrors('SegmentUpdatePayload', { segment: null }, [], () => ({
      segment: segmentAnswer(context.world.segments.update(id, changes)),
    }));
  },

  segmentDelete: (context: ApiContext, args: Args): Answer => {
    const gid = requiredText(args, 'id');
    const id = idOrNull(gid, 'Segment');
    if (id === null) return unknown('SegmentDeletePayload', { deletedSegmentId: null });
    return userErrors('SegmentDeletePayload', { deletedSegmentId: null }, [], () => {
      context.world.segments.delete(id);
      return { deletedSegmentId: gid };
    });
  },
};

function unknown(payload: string, empty: Record<string, unknown>): Answer {
  return refused(payload, empty, [{ field: ['id'], message: 'Segment does not exist' }]);
}
