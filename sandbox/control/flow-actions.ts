/** Runs one of the app's Flow actions as Shopify Flow does: a signed POST. Source: shopify.dev/docs/apps/build/flow/actions/endpoints. */
import { createHmac } from 'node:crypto';
import { WorldRefusal } from '#sandbox/world/refusal.ts';
import type { FlowActionRun, Json } from '#sandbox/world/types.ts';
import type { World } from '#sandbox/world/world.ts';

/** Flow waits this long for an answer. */
const TIMEOUT_MS = 10_000;

export interface FlowActionInput {
  handle: string;
  path?: string | undefined;
  properties: Record<string, Json>;
  actionRunId?: string | undefined;
}

/** Answers the run with what the app said; an app that does not answer is a run without `httpStatus`. */
export async function sendFlowAction(world: World, input: FlowActionInput): Promise<{ run: FlowActionRun }> {
  const app = world.apps.registration();
  const known = app?.flow?.actions.find((action) => action.handle === input.handle)?.url;
  const url = input.path && app ? `${app.applicationUrl}${input.path}` : known;
  if (!app || !url) {
    const message = `The app has no Flow action "${input.handle}" in its extensions; say "path" to post somewhere else.`;
    throw new WorldRefusal([{ field: ['handle'], code: 'NOT_FOUND', message }]);
  }
  const shop = world.shop.get();
  const actionRunId = input.actionRunId ?? `sandbox-run-${world.nextId()}`;
  const body = JSON.stringify({
    shop_id: String(shop.id),
    shopify_domain: shop.domain,
    action_run_id: actionRunId,
    handle: input.handle,
    step_reference: `sandbox-step-${input.handle}`,
    properties: input.properties,
  });
  const signature = createHmac('sha256', app.apiSecret).update(body, 'utf8').digest('base64');
  let httpStatus: number | null = null;
  let response = '';
  try {
    const answer = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        'Content-Type': 'application/json',
        'X-Shopify-Hmac-Sha256': signature,
        'X-Shopify-Shop-Domain': shop.domain,
      },
      body,
    });
    httpStatus = answer.status;
    response = (await answer.text()).slice(0, 10_000);
  } catch (error) {
    response = error instanceof Error ? error.message : String(error);
  }
  return { run: world.flow.recordRun({ actionRunId, handle: input.handle, url, body, httpStatus, response }) };
}
