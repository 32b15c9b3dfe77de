// The sidebar of the sandbox's theme editor. Without it every form still works: the whole page is then loaded anew.
const frame = document.getElementById('preview');
const tell = (message) => frame.contentWindow?.postMessage(message, location.origin);
const sectionOf = (element) => element.closest('[data-section]')?.dataset.section ?? null;

/** The sidebar as the server now has it; what was open stays open. */
async function refresh() {
  const open = [...document.querySelectorAll('details[data-block][open]')].map((one) => one.dataset.block);
  const query = new URLSearchParams(location.search);
  for (const name of ['addAppBlockId', 'activateAppId', 'target']) query.delete(name);
  history.replaceState(null, '', `${location.pathname}?${query}`);
  query.set('saved', '1');
  const answer = await fetch(`${location.pathname}?${query}`);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  document.getElementById('sidebar').replaceWith(page.getElementById('sidebar'));
  for (const id of open) document.querySelector(`details[data-block="${CSS.escape(id)}"]`)?.setAttribute('open', '');
}

document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (form.method !== 'post') return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  // A field of these forms is called action, which hides the form's own.
  const answer = await fetch(form.getAttribute('action'), {
    method: 'POST',
    body,
    headers: { accept: 'application/json' },
  });
  const outcome = await answer.json();
  if (!answer.ok) {
    const problem = document.createElement('p');
    problem.className = 'error';
    problem.setAttribute('role', 'alert');
    problem.textContent = outcome.message;
    form.append(problem);
    return;
  }
  if (outcome.sectionId) tell({ kind: 'section:load', sectionId: outcome.sectionId });
  else frame.contentWindow.location.reload();
  await refresh();
});

// Opening a block's settings selects it in the page, closing them lets it go.
document.addEventListener(
  'toggle',
  (event) => {
    const block = event.target;
    if (!block.dataset?.block) return;
    const place = { sectionId: sectionOf(block), blockId: block.dataset.block };
    tell({ kind: block.open ? 'section:select' : 'section:deselect', ...place });
    tell({ kind: block.open ? 'block:select' : 'block:deselect', ...place });
  },
  true,
);

document.addEventListener('change', (event) => {
  if (event.target.closest('.pick')) event.target.form.requestSubmit();
});
