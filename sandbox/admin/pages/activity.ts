/** Deliveries & calls: what went to the app and what it asked for, and the means to make both go wrong. */
import type { ApiFaultKind, DeliveryFault } from '#sandbox/world/machine-types.ts';
import { FormProblem, act, wholeNumber } from '../forms.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import type { AdminReply, AdminVisit } from '../page.ts';
import { NOT_FOUND, badge, head, notices, paged, when } from '../page.ts';

const TABS = [
  ['deliveries', 'Webhooks'],
  ['calls', 'API calls'],
  ['mail', 'Mail'],
  ['faults', 'Faults & clock'],
] as const;

export function activityPage(visit: AdminVisit): AdminReply {
  const wanted = visit.url.searchParams.get('tab');
  const tab = TABS.find(([name]) => name === wanted)?.[0] ?? 'deliveries';
  const tabs = html`<nav class="tabs" aria-label="Activity">
    ${TABS.map(
      ([name, label]) =>
        html`<a href="${visit.base}/activity?tab=${name}" ${name === tab ? html`aria-current="page"` : null}
          >${label}</a
        >`,
    )}
  </nav>`;
  const content = { deliveries, calls, mail, faults }[tab](visit);
  const body = html`${head('Deliveries & calls', { sub: 'What this sandbox sent to the app, and what the app asked of it' })}${notices(visit)}${tabs}${content}`;
  return { status: 200, page: { title: 'Deliveries & calls', section: 'activity', body } };
}

function deliveries(visit: AdminVisit): Html {
  const { webhooks } = visit.world;
  const backlog = webhooks.backlog();
  const paused = webhooks.isPaused();
  const { rows, pager } = paged(visit, webhooks.deliveries({ reverse: true, limit: 1000 }));
  return html`<section class="card line">
      <span>${badge(paused ? 'held' : 'active', paused ? 'Paused' : 'Delivering')}</span>
      <span class="muted">${backlog.open} under way, ${backlog.due} due now, ${backlog.held} held</span
      ><span style="flex:1"></span>
      <form method="post" action="${visit.base}/activity/${paused ? 'resume' : 'pause'}">
        <button>${paused ? 'Resume' : 'Pause'}</button>
      </form>
    </section>
    <section class="card flush">
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>Topic</th>
              <th>Status</th>
              <th class="hide-phone">Triggered</th>
              <th class="num">Attempts</th>
              <th>Last answer</th>
              <th></th>
            </tr>
          </thead>
          <tbody>
            ${rows.map((delivery) => {
              const last = delivery.attempts.at(-1);
              return html`<tr>
                <td>
                  <a class="row mono" href="${visit.base}/activity/deliveries/${delivery.id}">${delivery.topic}</a
                  >${delivery.fault ? html`<br /><span class="muted">${delivery.fault}</span>` : null}
                </td>
                <td>${badge(delivery.status)}</td>
                <td class="muted hide-phone">${when(visit, delivery.triggeredAt)}</td>
                <td class="num">${delivery.attempts.length}</td>
                <td class="muted">
                  ${last ? `${last.httpStatus ?? last.error ?? 'no answer'} · ${last.durationMs} ms` : '–'}
                </td>
                <td class="num">
                  <form method="post" action="${visit.base}/activity/deliveries/${delivery.id}/redeliver">
                    <button>Send again</button>
                  </form>
                </td>
              </tr>`;
            })}
          </tbody>
        </table>
      </div>
      ${rows.length === 0 ? html`<p class="empty">Nothing was sent yet. Install the app, then place an order.</p>` : pager}
    </section>`;
}

export function deliveryPage(visit: AdminVisit, id: number): AdminReply {
  const delivery = visit.world.webhooks.delivery(id);
  if (!delivery) return NOT_FOUND;
  const body = html`${head(html`<span class="mono">${delivery.topic}</span> ${badge(delivery.status)}`, {
      sub: when(visit, delivery.triggeredAt),
      crumb: html`<a class="crumb" href="${visit.base}/activity">‹ Deliveries & calls</a>`,
      actions: html`<form method="post" action="${visit.base}/activity/deliveries/${id}/redeliver">
        <button>Send again</button>
      </form>`,
    })}${notices(visit)}
    <section class="card">
      <h2>Headers</h2>
      <p class="mono muted">
        X-Shopify-Webhook-Id: ${delivery.webhookId}<br />X-Shopify-Event-Id: ${delivery.eventId}<br />X-Shopify-API-Version:
        ${delivery.apiVersion}<br />${delivery.uri}
      </p>
    </section>
    <section class="card">
      <h2>Attempts</h2>
      ${
        delivery.attempts.length > 0
          ? html`<ol class="timeline">
              ${delivery.attempts.map((attempt) => html`<li>${attempt.httpStatus ?? attempt.error ?? 'No answer'} after ${attempt.durationMs} ms<time>${when(visit, attempt.at)}</time></li>`)}
            </ol>`
          : html`<p class="muted">None yet; due ${when(visit, new Date(delivery.dueAtMs).toISOString())}.</p>`
      }
    </section>
    <section class="card">
      <h2>Body, as sent</h2>
      <pre class="mono">${pretty(delivery.body)}</pre>
    </section>`;
  return { status: 200, page: { title: delivery.topic, section: 'activity', body } };
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

function calls(visit: AdminVisit): Html {
  const { rows, pager } = paged(visit, visit.world.log.apiCalls({ reverse: true, limit: 1000 }));
  return html`<section class="card flush">
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Operation</th>
            <th>Answer</th>
            <th class="hide-phone">At</th>
            <th class="num">Cost</th>
            <th class="num">ms</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (call) =>
              html`<tr>
                <td>
                  <details>
                    <summary class="mono">
                      ${call.operationName ?? (call.rootFields.join(', ') || 'unreadable')}
                    </summary>
                    <pre class="mono">${call.query}</pre>
                    <pre class="mono">${JSON.stringify(call.variables, null, 2)}</pre>
                    ${call.errors || call.userErrors ? html`<pre class="mono">${JSON.stringify(call.errors ?? call.userErrors, null, 2)}</pre>` : null}
                  </details>
                </td>
                <td>
                  ${callBadge(call.httpStatus, Boolean(call.errors), Boolean(call.userErrors))}
                  ${call.fault ? badge('failed', call.fault.replaceAll('_', ' ')) : null}
                </td>
                <td class="muted hide-phone">${when(visit, call.at)}</td>
                <td class="num">${call.actualQueryCost ?? '–'}</td>
                <td class="num">${call.durationMs}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${rows.length === 0 ? html`<p class="empty">The app has not called yet.</p>` : pager}
  </section>`;
}

function callBadge(httpStatus: number | null, errors: boolean, userErrors: boolean): Html {
  if (httpStatus === null) return badge('failed', 'No answer');
  if (httpStatus !== 200) return badge('failed', String(httpStatus));
  if (errors) return badge('failed', 'Errors');
  return userErrors ? badge('pending', 'User errors') : badge('active', 'OK');
}

function mail(visit: AdminVisit): Html {
  const mails = visit.world.log.mails({ reverse: true, limit: 200 });
  if (mails.length === 0)
    return html`<section class="card empty">No mail yet. Log-in codes of the online store land here.</section>`;
  return html`${mails.map(
    (one) =>
      html`<section class="card">
        <h2>${one.subject}</h2>
        <p class="muted">To ${one.to} · ${when(visit, one.at)}</p>
        <pre>${one.text}</pre>
      </section>`,
  )}`;
}

function faults(visit: AdminVisit): Html {
  const { world, base } = visit;
  const clock = world.clock.state();
  const webhookFaults = world.webhooks.faults();
  const apiFaults = world.apiFaults.list();
  const move = (label: string, ms: number): Html =>
    html`<form method="post" action="${base}/activity/advance">
      <input type="hidden" name="ms" value="${ms}" /><button>${label}</button>
    </form>`;
  return html`<section class="card">
      <h2>Clock</h2>
      <p>
        ${when(visit, clock.now)}
        ${badge(clock.frozen ? 'held' : 'active', clock.frozen ? 'Standing still' : 'Running')}
      </p>
      <div class="inline">
        ${move('+ 1 hour', 3_600_000)}${move('+ 1 day', 86_400_000)}${move('+ 30 days', 30 * 86_400_000)}
        <form method="post" action="${base}/activity/${clock.frozen ? 'run' : 'freeze'}">
          <button>${clock.frozen ? 'Let it run' : 'Freeze'}</button>
        </form>
      </div>
    </section>
    <section class="card">
      <h2>Webhook faults</h2>
      ${active(webhookFaults.map((one) => `${JSON.stringify(one.fault)}, ${one.remaining} left`))}
      <form method="post" action="${base}/activity/webhook-fault" class="inline">
        <label class="field"
          ><span>What</span
          ><select name="kind">
            <option value="drop">Drop</option>
            <option value="delay">Delay</option>
            <option value="duplicate">Duplicate</option>
            <option value="reorder">Reorder</option>
          </select></label
        >
        <label class="field"><span>Topic (empty: any)</span><input name="topic" placeholder="orders/paid" /></label>
        <label class="field"><span>How many</span><input name="count" type="number" min="1" value="1" /></label>
        <label class="field"
          ><span>Minutes, for delay</span><input name="minutes" type="number" min="1" value="1560"
        /></label>
        <button style="margin-bottom:12px">Add</button>
      </form>
      <form method="post" action="${base}/activity/clear-webhook-faults"><button>Clear all</button></form>
    </section>
    <section class="card">
      <h2>Admin API faults</h2>
      ${active(apiFaults.map((one) => `${JSON.stringify(one.fault)}, ${one.remaining} left`))}
      <form method="post" action="${base}/activity/api-fault" class="inline">
        <label class="field"
          ><span>What</span
          ><select name="kind">
            <option value="throttled">Throttled</option>
            <option value="server_error">Server error (503)</option>
            <option value="timeout">Time-out</option>
            <option value="timeout_after_success">Time-out after success</option>
          </select></label
        >
        <label class="grow field"
          ><span>Operation (empty: any)</span><input name="operation" placeholder="discountCodeBasicCreate"
        /></label>
        <label class="field"><span>How many</span><input name="count" type="number" min="1" value="1" /></label>
        <button style="margin-bottom:12px">Add</button>
      </form>
      <form method="post" action="${base}/activity/clear-api-faults"><button>Clear all</button></form>
    </section>`;
}

function active(lines: string[]): Html {
  return lines.length === 0
    ? html`<p class="muted">None.</p>`
    : html`<ul>
        ${lines.map((line) => html`<li class="mono">${line}</li>`)}
      </ul>`;
}

export function postRedeliver(visit: AdminVisit, id: number): AdminReply {
  if (!visit.world.webhooks.delivery(id)) return NOT_FOUND;
  return act(`${visit.base}/activity`, () => (visit.world.webhooks.redeliver(id), 'Sent again.'));
}

export function postActivity(visit: AdminVisit, action: string, form: URLSearchParams): AdminReply {
  const { world } = visit;
  const tools = `${visit.base}/activity?tab=faults`;
  const list = `${visit.base}/activity`;
  switch (action) {
    case 'pause':
      return act(list, () => (world.webhooks.pause(), 'Paused. Webhooks wait in the queue.'));
    case 'resume':
      return act(list, () => (world.webhooks.resume(), 'Resumed.'));
    case 'advance':
      return act(tools, () => (world.clock.advance(wholeNumber(form, 'ms', 0)), 'The clock was moved.'));
    case 'freeze':
      return act(tools, () => (world.clock.freeze(), 'The clock stands still.'));
    case 'run':
      return act(tools, () => (world.clock.run(), 'The clock runs.'));
    case 'webhook-fault':
      return act(tools, () => (world.webhooks.addFault(deliveryFault(form)), 'Fault added.'));
    case 'clear-webhook-faults':
      return act(tools, () => (world.webhooks.clearFaults(), 'Webhook faults cleared.'));
    case 'api-fault':
      return act(tools, () => {
        const kinds: ApiFaultKind[] = ['throttled', 'server_error', 'timeout', 'timeout_after_success'];
        const kind = kinds.find((known) => known === form.get('kind'));
        if (!kind) throw new FormProblem('Choose a fault.');
        const operation = form.get('operation')?.trim();
        world.apiFaults.add({ kind, count: wholeNumber(form, 'count', 1), ...(operation ? { operation } : {}) });
        return 'Fault added.';
      });
    case 'clear-api-faults':
      return act(tools, () => (world.apiFaults.clear(), 'API faults cleared.'));
    default:
      return NOT_FOUND;
  }
}

function deliveryFault(form: URLSearchParams): DeliveryFault {
  const topic = form.get('topic')?.trim();
  const count = wholeNumber(form, 'count', 1);
  const about = topic ? { topic } : {};
  switch (form.get('kind')) {
    case 'drop':
      return { kind: 'drop', count, ...about };
    case 'delay':
      return { kind: 'delay', count: 1, delayMs: wholeNumber(form, 'minutes', 1) * 60_000, ...about };
    case 'duplicate':
      return { kind: 'duplicate', count: 1, copies: count, ...about };
    case 'reorder':
      return { kind: 'reorder', window: Math.max(2, count), ...about };
    default:
      throw new FormProblem('Choose a fault.');
  }
}
